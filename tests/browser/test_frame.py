"""What holds on every page, seen on the smallest one that every visitor can open."""


def test_a_page_that_does_not_exist(screen, axe, sideways):
    screen.goto("/no-such-page/")
    assert sideways(screen) == 0
    axe(screen)
