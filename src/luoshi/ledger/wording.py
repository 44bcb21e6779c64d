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
    "assessment.ask_withdrawal": _("Ask to withdraw an event"),
    "assessment.decline_withdrawal": _("Decline to withdraw an event"),
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
    "identity.settle_request": _("Settle a request that a program had sent"),
    "indicators.change_schedule": _("Change how often a form is filed"),
    "indicators.decide_finding": _("Decide on a finding"),
    "indicators.define_form": _("Define a form"),
    "indicators.define_indicator": _("Define an indicator"),
    "indicators.define_rule": _("Define a validation rule"),
    "indicators.define_version": _("Define what an indicator means"),
    "indicators.draw_look_back": _("Draw a look-back"),
    "indicators.edit_form": _("Change a form"),
    "indicators.change_filers": _("Change which units file a form"),
    "indicators.edit_indicator": _("Correct an indicator"),
    "indicators.end_rule": _("End a validation rule"),
    "indicators.explain_finding": _("Explain a finding"),
    "indicators.extend_round": _("Extend a reporting round"),
    "indicators.grant_term": _("Give a unit more time for a report"),
    "indicators.import_history": _("Import history"),
    "indicators.import_values": _("Take over figures of another system"),
    "indicators.lock_cells": _("Lock figures"),
    "indicators.merge_units": _("Merge units"),
    "indicators.open_round": _("Open a reporting round"),
    "indicators.record_computed": _("Record a computed figure"),
    "indicators.reopen_sheet": _("Reopen a sheet"),
    "indicators.restate_base": _("Restate a base"),
    "indicators.return_sheet": _("Return a sheet"),
    "indicators.run_checks": _("Check a month's figures"),
    "indicators.save_cells": _("Fill in a sheet"),
    "indicators.settle_claim": _("Settle a looked-back figure"),
    "indicators.split_unit": _("Split a unit or hand a part over"),
    "indicators.state_value": _("State a value"),
    "indicators.submit_sheet": _("Submit a sheet"),
    "indicators.unlock_cells": _("Unlock figures"),
    "indicators.verify_sheet": _("Verify a sheet"),
    "indicators.visit_claim": _("Look back at a figure on the spot"),
    "matters.accept": _("Accept a matter"),
    "matters.archive": _("Archive a matter"),
    "matters.ask_extension": _("Ask for a later date"),
    "matters.assign": _("Assign a matter"),
    "matters.chase": _("Chase a matter"),
    "matters.close": _("Close a matter"),
    "matters.grant_extension": _("Grant a later date"),
    "matters.look_back": _("Look back at a matter"),
    "matters.mark_overdue": _("Mark a matter overdue"),
    "matters.object": _("Object to a matter"),
    "matters.open": _("Open a matter"),
    "matters.pass": _("Pass a report"),
    "matters.reassign": _("Reassign a matter"),
    "matters.refuse_extension": _("Refuse a later date"),
    "matters.remind": _("Remind of a matter"),
    "matters.reopen": _("Reopen a matter"),
    "matters.report": _("Report on a matter"),
    "matters.return": _("Return a report"),
    "matters.uphold": _("Uphold an assignment"),
    "notices.mark_read": _("Read a notice"),
    "notices.notify": _("Send notices"),
    "org.appoint": _("Appoint"),
    "org.dissolve": _("Dissolve a unit"),
    "org.end_tenure": _("End a tenure"),
    "org.establish": _("Establish units"),
    "org.group_peers": _("Name peer groups"),
    "org.issue_key": _("Issue a key to a program"),
    "org.move": _("Hand a unit over"),
    "org.open_account": _("Give a person an account"),
    "org.rename": _("Rename a unit"),
    "org.revoke_key": _("Revoke a key"),
    "targets.agree_quota": _("Agree on a part"),
    "targets.assign_owner": _("Assign an owner"),
    "targets.cascade": _("Split a target"),
    "targets.change_target": _("Change a target"),
    "targets.confirm_draft": _("Confirm a target"),
    "targets.finish_milestone": _("Finish a milestone"),
    "targets.record_rank": _("Record a published rank"),
    "targets.counter_quota": _("Answer a proposed part"),
    "targets.propose_quota": _("Propose a part"),
    "targets.release_money": _("Release money from a target"),
    "targets.set_curve": _("Set a curve"),
    "targets.set_milestones": _("Set milestones"),
    "targets.set_target": _("Set a target"),
    "targets.set_yardsticks": _("Set yardsticks"),
    "targets.supersede_target": _("Supersede a target"),
    "targets.supply_base": _("Supply a base"),
    "targets.take_over_base": _("Take a restated base over"),
    "targets.tie_money": _("Tie money to a target"),
    "workdays.edit_day": _("Correct a working day"),
    "workdays.seed_days": _("Fill the calendar"),
    "workdays.set_clock": _("Set the business date"),
}

_RESTORE = _("Compare with the backup of the day before, and ask who had access to the database since.")

FINDINGS: dict[str, Words] = {
    "entry_missing": _("Entries before this one are missing from the chain."),
    "chain_broken": _(
        "The entry does not follow on the one before it: an entry was removed or put in between."
    ),
    "entry_changed": _("What the entry says was changed after it was written."),
    "chain_cut": _("Entries at the end of the chain are missing."),
    "seal_changed": _("The seal was changed after it was made."),
    "seal_contradicted": _("The chain no longer contains what was sealed."),
    "seal_missing": _(
        "No seal on record has this root: seals were removed or made anew after it was handed out."
    ),
    "guard_missing": _("The database no longer refuses to change rows of this table."),
    "row_changed": _("The row was changed behind the product's back."),
    "row_added": _("The row was added behind the product's back: no entry vouches for it."),
    "row_removed": _("The row was removed behind the product's back."),
    "row_restored": _("The row was put back although its removal is on record."),
}


def act(verb: str) -> str:
    """What an act is called; its code where nothing better is known."""
    return str(ACTS.get(verb, verb))


def describe(finding: Finding) -> Problem:
    """A finding as where, what and what to do about it. KeyError for a kind without words."""
    where = (
        f"{finding.place} “{finding.found}”"
        if finding.kind.startswith("row") and finding.found
        else finding.place
    )
    return Problem(where, FINDINGS[finding.kind], _RESTORE, code=finding.kind)
