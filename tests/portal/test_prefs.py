"""The reader's switches: elder view, theme, contrast."""

import pytest

pytestmark = pytest.mark.django_db


def press(client, **fields):
    return client.post("/prefs/", fields)


def test_a_press_sets_the_switch_and_comes_back(client):
    response = press(client, view="elder", next="/sessions/?kind=women")
    assert (response.status_code, response["Location"]) == (302, "/sessions/?kind=women")
    cookie = response.cookies["view"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == ("elder", 365 * 24 * 3600, "Lax", "")
    assert 'data-view="elder"' in client.get("/about/").content.decode()
    press(client, view="plain")
    assert "data-view" not in client.get("/about/").content.decode()


def test_theme_and_contrast(client):
    press(client, theme="dark")
    press(client, contrast="more")
    text = client.get("/accessibility/").content.decode()
    assert 'data-theme="dark" data-contrast="more"' in text
    press(client, theme="auto")
    press(client, contrast="normal")
    text = client.get("/accessibility/").content.decode()
    assert "data-theme" not in text
    assert "data-contrast" not in text


@pytest.mark.parametrize("nonsense", ["", "x", "<script>", "elder" * 1000])
def test_nonsense_changes_nothing(client, nonsense):
    press(client, view=nonsense, theme=nonsense, contrast=nonsense)
    assert 'lang="zh-CN">' in client.get("/about/").content.decode()


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "", "about/"])
def test_it_leads_nowhere_else(client, path):
    assert press(client, view="elder", next=path)["Location"] == "/"


def test_get_changes_nothing(client):
    response = client.get("/prefs/?view=elder")
    assert response.status_code == 405
    assert not response.cookies


def test_her_account_remembers_the_elder_view(client, mother):
    client.force_login(mother)
    press(client, view="elder")
    mother.refresh_from_db()
    assert mother.elder_view
    client.cookies.pop("view")  # another device
    assert 'data-view="elder"' in client.get("/about/").content.decode()
    press(client, view="plain")
    mother.refresh_from_db()
    assert not mother.elder_view


def test_a_press_from_another_site_is_refused(client):
    assert client.post("/prefs/", {"view": "elder"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/prefs/", {"view": "elder"}, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.post("/prefs/", {"view": "elder"}, headers={"origin": "http://testserver"}).status_code == 302


def test_leaving_signs_out_everybody_on_this_device(client, mother):
    client.force_login(mother)
    response = client.post("/leave/")
    assert response.status_code == 204
    assert (response.cookies["door_key"].value, response.cookies["door_key"]["path"]) == ("", "/admin/today/door/")  # what a keeper's phone kept
    assert client.get("/my/").status_code == 302
    assert client.post("/leave/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
