"""How many uploads of one account may be received, and that each place is given back."""

from __future__ import annotations

import pytest

from folioscope.platform.api.open_uploads import UPLOADS_PER_USER, OpenUploads, TooManyUploads
from folioscope.platform.principal import LOCAL, Principal

ADA, BOB = Principal("user", 1), Principal("user", 2)


def test_an_account_sends_as_many_at_once_as_the_limit_and_not_one_more() -> None:
    uploads = OpenUploads()
    places = [uploads.take(ADA) for _ in range(UPLOADS_PER_USER)]
    with pytest.raises(TooManyUploads) as refused:
        uploads.take(ADA)
    assert refused.value.retry_after > 0
    uploads.take(BOB)
    places[0].close()
    uploads.take(ADA)


def test_keys_and_logins_of_an_account_are_counted_together() -> None:
    uploads = OpenUploads()
    for _ in range(UPLOADS_PER_USER):
        uploads.take(Principal("key", ADA.user_id))
    with pytest.raises(TooManyUploads):
        uploads.take(ADA)


def test_a_place_is_given_back_once_however_often_it_is_closed() -> None:
    uploads = OpenUploads()
    with uploads.take(ADA) as place:
        uploads.take(ADA)
        place.close()
        assert uploads.total() == 1
    assert uploads.total() == 1


def test_who_is_at_the_machine_is_not_counted() -> None:
    uploads = OpenUploads()
    for _ in range(UPLOADS_PER_USER + 1):
        uploads.take(LOCAL)
    assert uploads.total() == 0
