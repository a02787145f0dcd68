"""Channels: however one is written, it is one."""

from app.domain.channels import Spellings


def test_a_channel_is_written_as_it_was_first():
    spellings = Spellings(["Online TA", "e-mail"])
    written = [spellings.of(name) for name in ("online ta", " Online  TA ", "E-Mail", "VRBO", "vrbo", "")]
    assert written == ["Online TA", "Online TA", "e-mail", "VRBO", "VRBO", ""]


def test_the_public_site_has_its_own_name_whatever_was_imported():
    assert Spellings(["WEBSITE", "website"]).of("wEBSITE") == "Website"
