"""Accounts, as somebody who wants to get in tries them."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pyotp
import pytest

from bot.errors import BadRequest, ConfigurationError, EngineBusy
from bot.handoff.account_tables import ACCOUNT_KEYS, ACCOUNT_TABLES
from bot.handoff.accounts import Accounts
from bot.handoff.columns import TABLES
from bot.handoff.pace import Pace
from bot.handoff.passphrase import Proof, new_secret, step_of
from bot.handoff.sqlite_file import SqliteFile
from bot.handoff.workers import Action, Role
from tests.console.conftest import OTHERS, OURS, PASSPHRASE, STEP, Clock, Person, joined


async def enters(accounts: Accounts, person: Person, **changed: str) -> bool:
    typed = person.form(**changed)
    return await accounts.sign_in(typed["organisation"], typed["name"], typed["passphrase"], typed["code"]) is not None


async def test_passphrase_and_code_let_a_worker_in(accounts: Accounts, worker: Person) -> None:
    assert await enters(accounts, worker)


@pytest.mark.parametrize(
    "changed",
    [
        {"passphrase": "five plain words are goo"},
        {"passphrase": ""},
        {"passphrase": "x" * 100_000},
        {"code": "000000"},
        {"code": ""},
        {"code": "12345678901234567890"},
        {"name": "nobody"},
        {"name": ""},
        {"organisation": OTHERS},
        {"organisation": "' or 1=1 --"},
    ],
    ids=repr,
)
async def test_anything_wrong_keeps_them_out(accounts: Accounts, worker: Person, changed: dict[str, str]) -> None:
    assert not await enters(accounts, worker, **changed)


async def test_a_code_works_once_and_only_near_its_time(accounts: Accounts, worker: Person, clock: Clock) -> None:
    used = worker.code()
    assert await enters(accounts, worker)
    assert not await enters(accounts, worker, code=used)
    assert not await enters(accounts, worker, code=worker.code(ago=STEP)), "an older one neither"
    clock.go_on(seconds=30)
    assert not await enters(accounts, worker, code=used)
    assert await enters(accounts, worker)
    clock.go_on(minutes=10)
    assert not await enters(accounts, worker, code=worker.code(ago=3 * STEP))
    assert await enters(accounts, worker, code=worker.code(ago=STEP)), "a slow clock is forgiven"


async def test_of_two_who_use_one_code_at_once_one_is_let_in(accounts: Accounts, worker: Person) -> None:
    assert sorted(await asyncio.gather(enters(accounts, worker), enters(accounts, worker))) == [False, True]


async def test_digits_of_other_scripts_and_spaces_are_read(accounts: Accounts, worker: Person) -> None:
    code = worker.code().translate({ord(str(n)): chr(0x06F0 + n) for n in range(10)})
    assert await enters(accounts, worker, code=f" {code[:3]} {code[3:]}")


async def test_after_five_wrong_codes_even_the_right_one_waits(
    accounts: Accounts, worker: Person, clock: Clock
) -> None:
    for _ in range(5):
        assert not await enters(accounts, worker, code="000000")
    assert not await enters(accounts, worker)
    clock.go_on(minutes=14)
    assert not await enters(accounts, worker)
    clock.go_on(minutes=2)
    assert await enters(accounts, worker)


async def test_a_stranger_without_the_passphrase_locks_nobody_out(accounts: Accounts, worker: Person) -> None:
    for _ in range(6):
        assert not await enters(accounts, worker, passphrase="a guess that is wrong", code="000000")
    assert await enters(accounts, worker)


async def test_guessing_at_one_name_is_slow_and_the_line_is_short(tmp_path: Path, clock: Clock) -> None:
    slowed = Accounts(tmp_path / "slow.sqlite", clock, new_line=lambda: Pace(interval=0.2, least=0.3, most=2))
    begun = asyncio.get_running_loop().time()
    guesses = [slowed.sign_in(OURS, "nobody", "guess", "000000") for _ in range(3)]
    done = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(result, EngineBusy) for result in done) == 1
    assert asyncio.get_running_loop().time() - begun >= 0.5
    await slowed.close()


async def test_a_name_that_does_not_exist_takes_as_long(tmp_path: Path, clock: Clock) -> None:
    slowed = Accounts(tmp_path / "slow.sqlite", clock, new_line=lambda: Pace(interval=0, least=0.4))
    secret = new_secret()
    token = await slowed.invite(OURS, "Wanda", Role.WORKER)
    await slowed.join(token, PASSPHRASE, secret, pyotp.TOTP(secret).at(clock()))
    for name in ("Wanda", "nobody"):
        begun = asyncio.get_running_loop().time()
        assert await slowed.sign_in(OURS, name, "wrong", "000000") is None
        assert asyncio.get_running_loop().time() - begun >= 0.4
    await slowed.close()


async def test_an_invitation_works_once(accounts: Accounts, clock: Clock) -> None:
    secret = new_secret()
    token = await accounts.invite(OURS, "Nadia", Role.WORKER)
    code = pyotp.TOTP(secret).at(clock())
    both = await asyncio.gather(*(accounts.join(token, PASSPHRASE, secret, code) for _ in range(2)))
    assert sum(worker is not None for worker in both) == 1
    assert await accounts.join(token, PASSPHRASE, secret, code) is None
    assert await accounts.join("forged", PASSPHRASE, secret, code) is None


async def test_an_invitation_ends_after_48_hours_or_when_another_is_made(accounts: Accounts, clock: Clock) -> None:
    first = await accounts.invite(OURS, "Nadia", Role.WORKER)
    second = await accounts.invite(OURS, " nadia ", Role.MANAGER)
    assert await accounts.invitation(first) is None
    clock.go_on(hours=47)
    found = await accounts.invitation(second)
    assert found and found.role is Role.MANAGER
    clock.go_on(hours=1)
    assert await accounts.invitation(second) is None
    await accounts.purge()
    assert accounts._file.database["invitations"].count == 0


async def test_who_is_removed_can_do_nothing_and_comes_back_only_anew(
    accounts: Accounts, worker: Person, clock: Clock
) -> None:
    before = await accounts.sign_in(OURS, "Wanda", PASSPHRASE, worker.code())
    assert before and await accounts.remove(OURS, "WANDA")
    assert not await accounts.remove(OURS, "Wanda")
    assert await accounts.find(OURS, "Wanda") is None
    clock.go_on(seconds=30)
    assert not await enters(accounts, worker)
    await joined(accounts, clock, "Wanda", Role.WORKER)
    found = await accounts.find(OURS, "wanda")
    assert found and found.session != before.session, "an old cookie is not good for the new account"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\nb\x00", "Wanda", "wANDA"])
async def test_names_that_cannot_be_used(accounts: Accounts, worker: Person, name: str) -> None:
    with pytest.raises(BadRequest):
        await accounts.invite(OURS, name, Role.WORKER)


@pytest.mark.parametrize("passphrase", ["", "short", "aaaaaaaaaaaaaaaa", "ab" * 8, "x" * 201])
def test_passphrases_that_are_easy_to_guess_are_refused(passphrase: str) -> None:
    with pytest.raises(BadRequest):
        Proof.of(passphrase, new_secret())


def test_a_passphrase_is_the_same_however_it_is_composed() -> None:
    secret = new_secret()
    proof = Proof.of("café au lait demain", secret)
    assert proof.open("cafe\u0301 au lait demain") == secret and proof.open("cafe au lait demain") is None


def test_wrong_codes_have_no_step(clock: Clock) -> None:
    secret = new_secret()
    assert [step_of(secret, code, clock()) for code in ("", "abcdef", "²" * 6, "\x00", "1" * 400)] == [None] * 5


async def test_the_file_holds_no_passphrase_secret_or_token(accounts: Accounts, worker: Person, tmp_path: Path) -> None:
    token = await accounts.invite(OURS, "Guest", Role.WORKER)
    held = (tmp_path / "accounts.sqlite").read_bytes()
    for text in (PASSPHRASE, worker.secret, token):
        assert text.encode() not in held
    assert stat.S_IMODE((tmp_path / "accounts.sqlite").stat().st_mode) == 0o600


async def test_the_trail_counts_by_the_hour_and_goes_after_90_days(
    accounts: Accounts, worker: Person, clock: Clock
) -> None:
    for _ in range(3):
        assert not await enters(accounts, worker, code="000000")
    assert not await enters(accounts, worker, name="somebody else entirely")
    traces = await accounts.trail(OURS)
    failed = [trace for trace in traces if trace.action is Action.SIGN_IN_FAILED]
    assert [(trace.worker, trace.times) for trace in failed] == [("Wanda", 3)]
    assert all(trace.hour.minute == 0 for trace in traces)
    assert "somebody else" not in repr(traces), "what a stranger typed is not kept"
    clock.go_on(days=91)
    await accounts.purge()
    assert await accounts.trail(OURS) == []


def test_every_column_that_is_stored_has_a_purpose_and_an_expiry(tmp_path: Path) -> None:
    for number, (tables, keys) in enumerate([(ACCOUNT_TABLES, ACCOUNT_KEYS), (TABLES, None)]):
        if keys:
            file = SqliteFile(tmp_path / f"{number}.sqlite", tables, keys, advice="")
            assert {table.name: [column.name for column in table.columns] for table in file.database.tables} == {
                name: [column.name for column in columns] for name, columns in tables.items()
            }
        for columns in tables.values():
            assert all(len(column.purpose) > 8 and len(column.expiry) > 4 for column in columns)


def test_a_file_that_cannot_be_opened_says_what_to_do(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "no").write_bytes(b"this is not a database" * 100)
    with pytest.raises(ConfigurationError, match="WAYMARK_HANDOFF_ACCOUNTS"):
        Accounts(tmp_path / "no", clock)
