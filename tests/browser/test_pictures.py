"""Pictures in a real browser: several at once, each with its own words and its own fate; and seen by visitors."""

import pytest

from tests import brought
from tests.brought import drawn, file


def files(width):
    """Two pictures that no other test has brought, and between them one that is none."""
    return [
        {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": file("JPEG", drawn(width, 600))},
        {"name": "evil.png", "mimeType": "image/png", "buffer": brought.SVG},
        {"name": "jetty.png", "mimeType": "image/png", "buffer": file("PNG", drawn(width, 400))},
    ]


@pytest.mark.browser
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_each_file_has_its_own_words_and_its_own_fate(open_page, size):
    page = open_page("admin/site/pictures", who="owner@tours.example", tenant="tours", size=size)
    page.set_input_files("[name=file]", files(900 if size == "phone" else 800))
    rows = page.locator(".upload")
    assert rows.count() == 3
    assert not page.locator("[data-common]").is_visible()
    for number, words in enumerate((f"The lake, {size}", f"Nothing, {size}", "")):
        rows.nth(number).locator("input").fill(words)
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(f".picture-card img[alt='The lake, {size}']").wait_for()
    page.locator(".upload [data-said]:not([hidden])").nth(1).wait_for()
    assert "This is no picture that can be shown" in rows.nth(0).inner_text()
    assert "Write what it shows" in rows.nth(1).inner_text()
    rows.nth(0).get_by_role("button", name="Leave it out").click()
    rows.nth(0).locator("input").fill(f"The jetty, {size}")
    page.keyboard.press("Enter")
    page.locator(f".picture-card img[alt='The jetty, {size}']").wait_for()
    assert rows.count() == 0
    assert page.locator("[data-common]").is_visible()
    card = page.locator(".picture-card", has=page.locator(f"img[alt='The lake, {size}']"))
    card.scroll_into_view_if_needed()
    assert card.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    card.locator("summary").click()
    card.locator("input[name=alt_es]").fill("El lago")
    card.get_by_role("button", name="Save").click()
    page.get_by_text("The description was saved.").wait_for()
    card = page.locator(".picture-card", has=page.locator(f"img[alt='The lake, {size}']"))
    card.locator("summary").click()
    card.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("The picture was removed.").wait_for()
    page.locator(f".picture-card img[alt='The jetty, {size}']").wait_for()
    assert page.locator(f"img[alt='The lake, {size}']").count() == 0


@pytest.mark.browser
def test_a_file_can_be_dropped(open_page):
    page = open_page("admin/site/pictures", who="owner@tours.example", tenant="tours")
    page.evaluate(
        """async () => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array([1, 2, 3])], "dropped.png", {type: "image/png"}));
            const drop = document.querySelector("[data-drop]");
            drop.dispatchEvent(new DragEvent("dragover", {dataTransfer: carried, bubbles: true, cancelable: true}));
            drop.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
        }"""
    )
    page.locator(".upload", has_text="dropped.png").locator("input").fill("Something")
    page.keyboard.press("Enter")
    page.get_by_text("This is no picture that can be shown").wait_for()
    assert page.locator("img[alt='Something']").count() == 0


@pytest.mark.browser
def test_without_a_script_the_form_brings_them_all(open_page):
    page = open_page("admin/site/pictures", who="owner@tours.example", tenant="tours", script=False)
    page.set_input_files("[name=file]", files(700))
    page.locator("#f-alt_en").fill("By hand")
    page.get_by_role("button", name="Add", exact=True).click()
    assert "2 pictures were added." in page.locator("#problem").inner_text()
    assert "evil.png: This is no picture" in page.locator("#problem").inner_text()
    assert page.locator("img[alt='By hand']").count() == 2
