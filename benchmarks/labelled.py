"""Reading and checking documents written without a look at the code: precision, recall, every miss.

Run with `python benchmarks/labelled.py`; the documents and labels lie in tests/kernel/text/labelled.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from kernel.text.labelled_set import documents, score  # noqa: E402


def main() -> int:
    labelled = list(documents())
    for name, result in score(labelled).items():
        print(name)
        for document, key in result.missed:
            print(f"  missed  {document} {key}")
        for document, key in result.surplus:
            print(f"  surplus {document} {key}")
    for hand in sorted({document.hand for document in labelled}):
        of_hand = [document for document in labelled if document.hand == hand]
        print(f"hand {hand}, {len(of_hand)} documents")
        for name, result in score(of_hand).items():
            print(
                f"  {name}: precision {result.hits}/{result.found}, recall {result.hits}/{result.wanted}, "
                f"F1 {result.f1:.3f}"
            )
    accused = [
        (document.name, error["message"]) for document in labelled for error in document.false_errors()
    ]
    print(f"false errors: {len(accused)} in {len(labelled)} documents {accused or ''}")
    drafts = sum(len(document.found["tasks"]) for document in labelled if document.kind == "plan")
    print(f"task drafts in plans without assignments, unlabelled: {drafts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
