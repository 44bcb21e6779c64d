"""Who may do what, as one table: every address of the product by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Columns: who asks. 石桥镇 (T1) is the unit that is looked at; "other" is the liaison of 柳林镇.
WHO = {
    "visi": None,  # a visitor
    "lead": "leader",
    "supv": "supervisor",
    "assm": "assessor",
    "stat": "statistician",
    "prin": "t1_head",
    "dpty": "t1_deputy",
    "liai": "t1_liaison",
    "othr": "t2_liaison",
    "vill": "v1_head",
    "grid": "v1_grid",
    "disc": "inspector",
    "over": "deputy_overseer",
    "admn": "admin",
}

# Answers: in = sent to the sign-in page; ok = shown, nothing written; do = done and on record; to = led elsewhere,
# nothing written; no = refused (403); -- = does not exist for this person (404); ?? = asked to mend what was
# entered, nothing written.
TABLE = """
                                      visi lead supv assm stat prin dpty liai othr vill grid disc over admn
GET  login                             ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST login                             ??   ??   ??   ??   ??   ??   ??   ??   ??   ??   ??   ??   ??   ??
POST logout                            in   in   in   in   in   in   in   in   in   in   in   in   in   in
POST demo_sign_in                      to   to   to   to   to   to   to   to   to   to   to   to   to   to
GET  api_unknown                       --   --   --   --   --   --   --   --   --   --   --   --   --   --
GET  worker                            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  set_language                      to   to   to   to   to   to   to   to   to   to   to   to   to   to
POST set_language                      to   to   to   to   to   to   to   to   to   to   to   to   to   to

GET  today                             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  today_read                        in   to   to   to   to   to   to   to   to   to   to   to   to   to
POST today_read                        in   to   to   to   to   to   to   do   to   to   to   to   to   to
GET  district                          in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

GET  plan                              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST plan_import                       in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  plan_document                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  plan_coverage                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST plan_confirm_target               in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST plan_confirm_matter               in   no   do   no   no   no   no   no   no   no   no   no   no   no
POST plan_reject                       in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST plan_set_aside                    in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  plan_edition                      in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST plan_edition                      in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  plan_changes                      in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST plan_keep                         in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST plan_keep_same                    in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST plan_supersede                    in   do   do   no   no   no   no   no   no   no   no   no   no   no

GET  checks                            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST checks_new                        in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  checks_document                   in   ok   ok   ok   --   --   --   --   --   --   --   --   ok   --
GET  checks_document of T1             in   ok   ok   ok   --   ok   ok   ok   --   --   --   --   --   --
POST checks_run                        in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST checks_settle                     in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  checks_report                     in   ok   ok   ok   --   --   --   --   --   --   --   --   ok   --
GET  checks_report of T1               in   ok   ok   ok   --   ok   ok   ok   --   --   --   --   --   --

GET  targets                           in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_item                      in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_lineage                   in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_split                     in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST targets_split                     in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_split of T1               in   ok   ok   no   no   ok   no   no   no   no   no   no   no   no
GET  targets_yardsticks                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST targets_yardsticks                in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_owner                     in   do   do   no   no   do   no   no   no   no   no   no   no   no
GET  targets_curve                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST targets_curve                     in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_base                      in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_restate                   in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST targets_take_over                 in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_new                       in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST targets_new                       in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_change                    in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST targets_change                    in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_rank                      in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_milestones_new            in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST targets_milestones_new            in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_milestones                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_milestones_lineage        in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_milestones_change         in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
POST targets_milestones_change         in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_step_done                 in   do   do   no   no   do   do   do   no   no   no   no   no   no
GET  targets_unit                      in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_agreement                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_levels                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_capacity                  in   ok   ok   no   no   no   no   no   no   no   no   no   no   no
GET  targets_capacity of T1            in   ok   ok   no   no   ok   no   no   no   no   no   no   no   no
POST targets_capacity                  in   do   do   no   no   no   no   no   no   no   no   no   no   no
GET  targets_quotas                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST targets_quotas propose            in   no   no   no   no   do   do   no   no   no   no   no   no   no
POST targets_quotas counter            in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_quotas agree              in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_quotas hand_down          in   ??   ??   no   no   no   no   no   no   no   no   no   no   no
GET  targets_broken                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_broken_csv                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_broken_xlsx               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_accounts                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  targets_unit_accounts             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST targets_tie_money                 in   do   do   no   no   no   no   no   no   no   no   no   no   no
POST targets_release_money             in   do   do   no   no   no   no   no   no   no   no   no   no   no

GET  reports                           in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_open                      in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  reports_lineage                   in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  reports_export_csv                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  reports_export_xlsx               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  reports_sheet a draft             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_sheet a draft             in   no   no   no   no   do   do   do   no   no   no   no   no   no
GET  reports_template                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_upload                    in   no   no   no   no   ??   ??   ??   no   no   no   no   no   no
POST reports_verify                    in   no   no   no   do   no   no   no   no   no   no   no   no   no
POST reports_return                    in   no   no   no   do   no   no   no   no   no   no   no   no   no
POST reports_reopen                    in   no   no   no   no   do   do   do   no   no   no   no   no   no
POST reports_extend                    in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST reports_term                      in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST reports_lock                      in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST reports_unlock                    in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  reports_csv                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  reports_completeness              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  reports_completeness_form         in   ok   ok   ok   ok   ok   ok   ok   ok   --   --   ok   ok   --
GET  reports_completeness_unit         in   ok   ok   ok   ok   ok   ok   ok   --   --   --   ok   ok   --
GET  reports_verification              in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_verification_run          in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  reports_finding                   in   ok   ok   ok   ok   ok   ok   ok   --   --   --   --   --   --
POST reports_finding_explain           in   no   no   no   no   do   do   do   --   --   --   --   --   --
POST reports_finding_decide            in   no   no   no   do   no   no   no   --   --   --   --   --   --
GET  reports_rules                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_rule_end                  in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST reports_rule_define               in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  reports_look_back                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST reports_look_back_draw            in   no   do   no   no   no   no   no   no   no   no   no   no   no
GET  reports_claim                     in   ok   ok   ok   ok   ok   ok   ok   --   --   --   ok   ok   --
POST reports_claim_visit               in   no   do   no   do   no   no   no   --   --   --   no   no   --
POST reports_claim_settle              in   no   no   no   do   no   no   no   --   --   --   no   no   --

GET  matters                           in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  matters_new                       in   no   ok   no   no   no   no   no   no   no   no   no   no   no
POST matters_new                       in   no   do   no   no   no   no   no   no   no   no   no   no   no
GET  matters_item                      in   ok   ok   ok   no   ok   ok   ok   no   no   no   ok   ok   no
GET  matters_item a draft              in   ok   ok   ok   no   ok   ok   ok   no   no   no   no   no   no
GET  matters_notice                    in   ok   ok   ok   no   ok   ok   ok   no   no   no   ok   ok   no
POST matters_act report                in   no   no   no   no   do   do   do   no   no   no   no   no   no
POST matters_act chase                 in   no   do   no   no   no   no   no   no   no   no   no   no   no
POST matters_act pass                  in   no   do   no   no   no   no   no   no   no   no   no   no   no

GET  assessment                        in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_live                   in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_runs                   in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_trial                  in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_run                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_run a trial            in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
POST assessment_freeze                 in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_publish                in   do   no   no   no   no   no   no   no   no   no   no   no   no
POST assessment_settle                 in   do   no   no   no   no   no   no   no   no   no   no   no   no
GET  assessment_run under review       in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_export                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_export a trial         in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_export_xlsx            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_export_xlsx a trial    in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_robustness             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_robustness a trial     in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_live_robustness        in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_record                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_unit_record            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_audit                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_audit a draft          in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_live_trace             in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_trace                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_trace a trial          in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_levers                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_levers a trial         in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_live_levers            in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_comparison             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_comparison a trial     in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_live_comparison        in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_shift                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_shift a trial          in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_live_shift             in   ok   ok   ok   no   no   no   no   no   no   no   no   no   no
GET  assessment_report                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_report a trial         in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_report_docx            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_report_docx a trial    in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_adopt                  in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_adopt                  in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_form                   in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_form                   in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_scheme                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_scheme a draft         in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
POST assessment_publish_scheme         in   do   no   no   no   no   no   no   no   no   no   no   no   no
POST assessment_consult                in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_approve                in   do   no   no   no   no   no   no   no   no   no   no   no   no
POST assessment_lock                   in   ??   no   no   no   no   no   no   no   no   no   no   no   no
GET  assessment_opinions               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_opinions               in   no   no   no   no   do   do   do   no   no   no   no   no   no
POST assessment_answer                 in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_change                 in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_change                 in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_difference             in   ok   ok   ok   --   --   --   --   --   --   --   --   --   --
GET  assessment_panels                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_panel                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_panel sealed           in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_panel_export           in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_panel_seal             in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_panel_new              in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_panel_new              in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_rate                   in   ok   --   ok   ok   ok   --   --   --   ok   --   --   ok   ok
POST assessment_rate                   in   do   --   do   do   do   --   --   --   do   --   --   do   do
GET  assessment_survey                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_survey_export          in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_survey_new             in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_survey_new             in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_survey_enter           in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_survey_enter           in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_events                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_event                  in   ok   ok   ok   --   ok   ok   ok   --   --   --   ok   ok   --
GET  assessment_event_new              in   no   ok   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_event_new              in   no   do   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_event_kinds            in   no   no   ok   no   no   no   no   no   no   no   no   no   no
POST assessment_event_kinds            in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_event_confirm          in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_event_withdraw         in   no   do   do   no   no   no   no   no   no   no   no   no   no
POST assessment_event_ask              in   no   do   do   no   no   no   no   no   no   no   no   no   no
POST assessment_event_decline          in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_appeals                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  assessment_appeal_new             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_appeal_new             in   no   no   no   no   do   do   do   no   no   no   no   no   no
GET  assessment_appeal_gate            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_appeal_gate            in   no   no   no   no   do   do   do   no   no   no   no   no   no
GET  assessment_appeal a draft         in   --   --   --   --   ok   ok   ok   --   --   --   --   --   --
GET  assessment_appeal                 in   ok   ok   ok   ok   ok   ok   ok   --   --   --   ok   ok   --
POST assessment_appeal_act file        in   --   --   --   --   do   do   no   --   --   --   --   --   --
POST assessment_appeal_act withdraw    in   no   no   no   no   do   do   no   --   --   --   no   no   --
POST assessment_appeal_act admit       in   no   do   no   no   no   no   no   --   --   --   no   no   --
POST assessment_appeal_act dismiss     in   no   do   no   no   no   no   no   --   --   --   no   no   --
POST assessment_appeal_act answer      in   no   no   do   no   no   no   no   --   --   --   no   no   --
POST assessment_appeal_act decide      in   no   ??   no   no   no   no   no   --   --   --   no   no   --
POST assessment_carry_out              in   no   no   ??   no   no   no   no   no   no   no   no   no   no
POST assessment_terms                  in   no   no   do   no   no   no   no   no   no   no   no   no   no
GET  assessment_award_plan             in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_award_plan             in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_gate                   in   do   no   no   no   no   no   no   no   no   no   no   no   no
POST assessment_gate_lift              in   do   no   no   no   no   no   no   no   no   no   no   no   no
GET  assessment_awards                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST assessment_awards_draw            in   no   no   do   no   no   no   no   no   no   no   no   no   no
POST assessment_awards_deviate         in   do   no   no   no   no   no   no   no   no   no   no   no   no
POST assessment_awards_publish         in   ??   no   no   no   no   no   no   no   no   no   no   no   no

GET  bulletins                         in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST bulletins                         in   no   do   no   no   no   no   no   no   no   no   no   no   no
GET  bulletins_item                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  bulletins_item a draft            in   ok   ok   --   --   --   --   --   --   --   --   --   --   --
POST bulletins_publish                 in   do   no   no   no   no   no   no   no   no   no   no   no   no
GET  bulletins_docx                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  bulletins_docx a draft            in   ok   ok   --   --   --   --   --   --   --   --   --   --   --

GET  ledger                            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  ledger_entry of T1                in   ok   ok   ok   --   ok   ok   ok   --   --   --   ok   ok   ok
POST ledger_check                      in   to   to   to   no   no   no   no   no   no   no   to   to   to

GET  settings                          in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_unit                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_boundaries               in   no   no   no   no   no   no   no   no   no   no   no   no   ok
POST settings_boundaries               in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_change rename            in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_change move              in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_change appoint           in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_change end-tenure        in   no   no   no   no   no   no   no   no   no   no   no   no   do
GET  settings_calendar                 in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_calendar_year            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST settings_calendar_day             in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_calendar_fill            in   no   no   no   no   no   no   no   no   no   no   no   no   do
GET  settings_indicators               in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_indicator                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_indicator_new            in   no   ok   no   ok   no   no   no   no   no   no   no   no   no
POST settings_indicator_new            in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  settings_indicator_edit           in   no   ok   no   ok   no   no   no   no   no   no   no   no   no
POST settings_indicator_edit           in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST settings_indicator_edit other     in   no   do   no   no   no   no   no   no   no   no   no   no   no
GET  settings_definition               in   no   ok   no   ok   no   no   no   no   no   no   no   no   no
POST settings_definition               in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST settings_definition other         in   no   do   no   no   no   no   no   no   no   no   no   no   no
GET  settings_history                  in   no   no   no   ok   no   no   no   no   no   no   no   no   no
POST settings_history                  in   no   no   no   do   no   no   no   no   no   no   no   no   no
GET  settings_forms                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET  settings_form                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST settings_form                     in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  settings_form_schedule            in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST settings_form_schedule            in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  settings_form_filers              in   no   ok   no   ok   no   no   no   no   no   no   no   no   no
POST settings_form_filers              in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  settings_form_new                 in   no   ok   no   ok   no   no   no   no   no   no   no   no   no
POST settings_form_new                 in   no   do   no   do   no   no   no   no   no   no   no   no   no
GET  settings_exchange                 in   no   ok   no   ok   no   no   no   no   no   no   no   no   ok
POST settings_exchange units           in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_exchange indicators      in   no   do   no   do   no   no   no   no   no   no   no   no   no
POST settings_exchange values          in   no   no   no   do   no   no   no   no   no   no   no   no   no
GET  settings_exchange_file            in   no   ok   no   ok   no   no   no   no   no   no   no   no   ok
GET  settings_keys                     in   no   no   no   no   no   no   no   no   no   no   no   no   ok
POST settings_keys                     in   no   no   no   no   no   no   no   no   no   no   no   no   do
POST settings_key_revoke               in   no   no   no   no   no   no   no   no   no   no   no   no   ??
GET  settings_account                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST settings_account                  in   no   no   no   no   no   no   no   no   no   no   no   no   no
"""


@dataclass(frozen=True)
class Row:
    """One address in one state, asked in one way; ``answers`` by column."""

    method: str
    name: str
    case: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.name, self.case) if part)


def rows() -> Iterator[Row]:
    """The table, read."""
    for line in TABLE.splitlines()[2:]:
        words = line.split()
        if words:
            head, answers = words[: -len(WHO)], words[-len(WHO) :]
            yield Row(head[0], head[1], " ".join(head[2:]), dict(zip(WHO, answers, strict=True)))


ROWS = list(rows())


def routed() -> dict[str, URLPattern]:
    """Every address of the product by its name."""

    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                # The interface for programs has a table of its own: tests/api/test_rights.py.
                yield from walk(entry) if entry.namespace != "api" else ()
            else:
                yield entry

    return {str(pattern.name): pattern for pattern in walk(get_resolver())}
