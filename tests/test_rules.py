"""What users of other programs suffer (design/rules.md), and the tests that keep it away.

The table names, per rule, tests that fail when the rule breaks. A test that is renamed or
deleted fails here, so that no rule loses its test unnoticed. Of rule 22 only pictures and
compared answers leave the studio so far; chats don't yet.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

RULES: dict[int, tuple[str, ...]] = {
    1: (
        "storage/test_roundtrip.py::test_any_history_of_savings_comes_back",
        "storage/test_blobs.py::test_bytes_are_kept_untouched_under_their_hash",
        "e2e/test_first_start.py::test_from_welcome_to_an_image_and_everything_again_after_a_restart",
    ),
    2: (
        "gateway/test_bodies.py::test_policies",
        "gateway/test_bodies.py::test_budget_is_kept",
        "gateway/test_bodies.py::test_text_with_image_data_is_defused",
    ),
    3: (
        "storage/test_opening.py::test_a_damaged_library_is_set_aside",
        "storage/test_opening.py::test_an_older_library_is_copied_then_migrated",
        "storage/test_opening.py::test_a_newer_library_is_refused_untouched",
        "storage/test_opening.py::test_daily_backups_keep_five",
        "storage/test_opening.py::test_a_clock_that_was_wrong_costs_no_backup",
    ),
    4: (
        "ui/transcript_view/test_streaming.py::test_many_deltas_are_joined_into_few_frames",
        "ui/transcript_view/test_streaming.py::test_a_far_stream_costs_no_elements",
        "ui/transcript_view/test_streaming.py::"
        "test_a_frame_late_in_200_kb_costs_what_it_costs_in_2_kb",
        "ui/chat/test_hostile_answers.py::test_what_should_bring_it_to_a_halt",
    ),
    5: (
        "ui/transcript/test_elements.py::test_huge_things_paint_only_what_is_seen",
        "ui/transcript_view/test_heights.py::test_heights_agree_with_a_plain_list_after_any_edits",
    ),
    6: (
        "ui/chat/test_typing.py::test_a_key_is_painted_as_soon_with_10_000_messages",
        "ui/chat/test_composer.py::test_the_draft_follows_a_moment_later",
        "ui/chat/test_composer.py::test_long_pasted_text_becomes_a_file_and_can_be_put_back",
    ),
    7: (
        "ui/transcript_view/test_scrolling.py::test_any_upward_act_stops_following",
        "ui/transcript_view/test_scrolling.py::test_layout_changes_never_follow",
        "ui/transcript_view/test_scrolling.py::test_when_the_answer_ends_nothing_moves",
        "ui/transcript_view/test_scrolling.py::test_late_images_do_not_move_the_text",
        "ui/transcript_view/test_scrolling.py::test_the_pill_brings_the_reader_back",
    ),
    8: (
        "gateway/test_samples.py::test_fed_byte_by_byte",
        "gateway/test_text_images.py::test_nothing_of_an_image_shows_while_it_arrives",
        "e2e/test_answers.py::test_an_image_is_there_before_the_answer_ends",
    ),
    9: (
        "services/test_runs.py::test_a_remote_image_is_loaded_only_when_asked",
        "gateway/test_remote_images.py::test_the_bytes_are_kept_as_they_came",
    ),
    10: (
        "services/test_runs.py::test_what_streams_is_on_disk_before_the_end",
        "e2e/test_answers.py::test_two_chats_write_at_once_and_leaving_stops_neither",
        "e2e/test_crash.py::test_a_killed_answer_is_there_again_with_its_image",
    ),
    11: (
        "services/test_runs.py::test_regenerate_and_edit_add_siblings",
        "storage/test_library.py::test_trash_undo_and_purge",
        "ui/settings/test_deleted_chats.py::test_a_chat_deleted_before_the_last_restart_comes_back",
    ),
    12: (
        "ui/chat/test_chat_page.py::test_deleting_a_message_and_undo",
        "ui/chat/test_chat_page.py::"
        "test_deleting_a_chat_goes_to_the_neighbour_and_undo_brings_it_back",
        "ui/chat/test_branching.py::test_forking_opens_a_copy_and_undo_goes_back",
        "ui/transcript_view/test_message_keys.py::"
        "test_the_ring_stays_where_a_version_or_a_deletion_changes_the_message",
    ),
    13: (
        "ui/chat/test_composer.py::test_enter_never_sends_while_text_is_composed",
        "ui/chat/test_composer.py::test_a_commit_that_goes_on_composing_does_not_send",
    ),
    14: (
        "e2e/test_keys.py::test_a_key_is_tested_kept_in_the_keychain_and_used",
        "ui/chat/test_inspector.py::test_no_key_shows_in_the_panel_or_on_the_clipboard",
    ),
    15: (
        "storage/test_secrets.py::test_a_hanging_keychain_times_out_each_call_and_recovers",
        "e2e/test_keys.py::test_without_a_keychain_the_session_is_offered_and_nothing_is_written",
    ),
    16: (
        "gateway/test_bodies.py::test_least_body",
        "services/test_runs.py::test_a_refused_parameter_is_left_out_for_that_model",
    ),
    17: (
        "services/test_comparing.py::test_all_columns_go_on_from_a_chosen_answer",
        "ui/compare/test_column_inspector.py::test_what_will_be_sent_is_seen_before",
        "services/test_inspection.py::test_the_body_is_what_was_sent_also_after_a_restart",
    ),
    18: (
        "ui/compare/test_compare_page.py::test_twelve_columns_page_sideways_and_none_is_narrow",
        "ui/compare/test_compare_page.py::test_one_key_shows_a_column_full_width_and_back",
        "ui/compare/test_compare_page.py::test_the_same_model_stands_there_twice_with_numbers",
        "ui/compare/test_line_ups.py::test_a_line_up_is_saved_and_chosen",
    ),
    19: (
        "services/test_gallery.py::test_a_picture_that_a_run_makes_appears_by_itself",
        "storage/test_gallery_records.py::test_cost_and_time_come_with_the_end_of_a_reply",
        "storage/test_gallery_records.py::"
        "test_a_turn_is_made_from_what_is_attached_and_the_picture_before",
    ),
    20: (
        "gateway/test_client.py::test_slow_is_not_silent",
        "gateway/test_client.py::test_silence",
        "gateway/test_client.py::test_stop_closes_the_connection",
    ),
    21: (
        "storage/test_search.py::test_words_are_found_wherever_they_stand",
        "storage/test_search.py::test_a_search_can_be_cancelled",
    ),
    22: (
        "services/exporting/test_job.py::test_an_archive",
        "services/exporting_answers/test_formats.py::"
        "test_images_of_prompts_are_in_the_page_the_text_and_the_table",
        "services/test_gallery.py::test_imports_say_what_they_are_and_what_is_wrong",
    ),
    23: (
        "storage/test_damaged_records.py::test_messages",
        "ui/shell/test_main_window.py::test_safe_mode_opens_no_earlier_chat",
        "ui/chat/test_hostile_answers.py::test_what_should_bring_it_to_a_halt",
    ),
    24: (
        "services/test_runs.py::test_the_cost_comes_from_the_billing_record",
        "ui/transcript_view/test_formats.py::test_costs",
    ),
    25: (
        "e2e/test_accessibility.py::test_everything_that_can_be_used_has_a_name",
        "ui/transcript/test_elements.py::test_right_to_left",
        "ui/transcript_view/test_accessible_text.py::test_an_answer_is_announced_once_at_its_end",
        "ui/chat/test_composer.py::test_a_sent_text_never_becomes_a_draft",
        "storage/test_library.py::test_the_sent_message_and_the_cleared_draft_are_one_change",
    ),
}


@cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rule_has_its_tests(rule: int) -> None:
    for node in RULES[rule]:
        file, name = node.split("::")
        assert name in names_in(TESTS / file), f"rule {rule} lost {node}"


def test_no_rule_is_forgotten() -> None:
    assert set(RULES) == set(range(1, 26))
