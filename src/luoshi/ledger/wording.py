"""The ledger in words: what an act is called, and what a finding means to somebody who is no technician."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words
    from luoshi.ledger.verify import Finding

ACTS: dict[str, Words] = {
    "assessment.admit_appeal": _("Admit an appeal"),
    "assessment.adopt_scheme": _("Adopt a scheme"),
    "assessment.answer_appeal": _("Answer an appeal"),
    "assessment.answer_opinion": _("Answer an opinion on a scheme"),
    "assessment.approve_scheme": _("Approve a scheme"),
    "assessment.ask_further_review": _("Ask for a further review"),
    "assessment.carry_out_appeals": _("Carry out a decision on an appeal"),
    "assessment.confirm_event": _("Confirm an event"),
    "assessment.decide_appeal": _("Decide an appeal"),
    "assessment.define_event_kind": _("Name a kind of events"),
    "assessment.define_panel": _("Set up a panel"),
    "assessment.define_survey": _("Set up a survey"),
    "assessment.deviate_award": _("Deviate from the strict list of awards"),
    "assessment.dismiss_appeal": _("Find an appeal inadmissible"),
    "assessment.draft_appeal": _("Draft an appeal"),
    "assessment.draw_awards": _("Draw the list of awards"),
    "assessment.enter_survey": _("Enter what a survey found"),
    "assessment.file_appeal": _("File an appeal"),
    "assessment.freeze_run": _("Freeze a run"),
    "assessment.give_opinion": _("Give an opinion on a scheme"),
    "assessment.lift_gate": _("Lift a gate of eligibility"),
    "assessment.lock_scheme": _("Lock a scheme"),
    "assessment.open_consultation": _("Put a scheme to the units"),
    "assessment.plan_awards": _("Plan awards"),
    "assessment.propose_change": _("Propose to change a locked scheme"),
    "assessment.publish_awards": _("Publish awards"),
    "assessment.publish_run": _("Publish a result"),
    "assessment.publish_scheme": _("Publish the rules"),
    "assessment.raise_gate": _("Raise a gate of eligibility"),
    "assessment.record_event": _("Record an event"),
    "assessment.run_trial": _("Calculate a trial"),
    "assessment.save_ballot": _("Keep a draft of a ballot"),
    "assessment.seal_panel": _("Seal a panel"),
    "assessment.set_appeal_terms": _("Set the terms of appeals"),
    "assessment.settle_run": _("Settle a final result"),
    "assessment.submit_ballot": _("Submit a ballot"),
    "assessment.withdraw_appeal": _("Withdraw an appeal"),
    "assessment.withdraw_ballot": _("Withdraw a ballot"),
    "assessment.withdraw_event": _("Withdraw an event"),
    "briefing.draft_bulletin": _("Draft a bulletin"),
    "briefing.publish_bulletin": _("Sign and issue a bulletin"),
    "documents.check_numbers": _("Check numbers"),
    "documents.confirm_draft": _("Confirm a draft"),
    "documents.import_document": _("Import a document"),
    "documents.import_edition": _("Import a new edition"),
    "documents.keep_decision": _("Keep a decision"),
    "documents.reject_draft": _("Reject a draft"),
    "documents.set_aside_clause": _("Set a clause aside"),
    "documents.settle_finding": _("Decide a finding"),
    "exchange.export_lake": _("Hand the verified figures over as Parquet files"),
    "exchange.import_metadata": _("Take over metadata of another system"),
    "exchange.import_values": _("Take over a file of values"),
    "identity.change_password": _("Change a password"),
    "identity.create_account": _("Create an account"),
    "indicators.change_schedule": _("Change how often a form is filed"),
