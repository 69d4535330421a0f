"""Reading the built directory."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.directory.build import build_directory
from bot.directory.store import open_directory
from bot.errors import DirectoryError


@pytest.fixture(scope="module")
def directory(content_folder, tmp_path_factory):
    target = tmp_path_factory.mktemp("directory") / "directory.sqlite"
    build_directory(content_folder, target)
    with open_directory(target) as opened:
        yield opened


def test_everything_survives_the_way_through_the_database(directory, real_directory):
    assert directory.all() == real_directory


def test_one_organisation_is_found_by_id_and_an_unknown_one_is_none(directory):
    assert directory.get("samaritans").name == "Samaritans"
    assert directory.get("nobody") is None


@pytest.mark.parametrize(
    ("words", "identifier"),
    [("polish", "opoka"), ("Trafficking", "tara"), ("south asian", "southall-black-sisters"), ("BAIL", "bid")],
)
def test_words_find_organisations_by_name_purpose_and_community(directory, words, identifier):
    assert identifier in {organisation.id for organisation in directory.search(words)}


def test_word_search_gives_no_more_than_asked(directory):
    assert len(directory.search("helpline", limit=2)) == 2
    assert directory.search("helpline", limit=0) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    words=st.text(max_size=40)
    | st.sampled_from(['"', "a AND", "NEAR(", "name:*", "-", "' or 1=1", "\0", "\ud800", "مساعدة", '"\n)'])
)
def test_any_words_are_searched_as_words_and_never_as_syntax(directory, words):
    assert len(directory.search(words)) <= 10


def test_the_directory_is_opened_for_reading_only(directory):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        directory._database.execute("delete from organisations")


def test_a_directory_that_is_not_built_says_how_to_build_it(tmp_path):
    with (
        pytest.raises(DirectoryError, match="not built; run: waymark directory build"),
        open_directory(tmp_path / "no"),
    ):
        pass


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"not a database" * 100, "not a directory file"), (b"", "version")]
)
def test_a_file_that_is_no_directory_is_refused(tmp_path, content, complaint):
    path = tmp_path / "directory.sqlite"
    path.write_bytes(content)
    with pytest.raises(DirectoryError, match=complaint), open_directory(path):
        pass
