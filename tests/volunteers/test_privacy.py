"""What volunteers keeps about a person goes along with her data, and is emptied when she closes her account."""

from accounts import privacy
from volunteers import teams
from volunteers.models import Volunteer


def test_she_takes_her_registration_along(team, volunteer):
    teams.apply(team=team, user=volunteer, by=volunteer, skills=["law"], words="我学过法律", emergency_name="吴大山", emergency_phone="13900001111")
    (row,) = privacy.export(volunteer)["志愿服务"]
    assert (row["服务队"], row["会什么"], row["想说的话"], row["紧急联系人"]) == ("东美巾帼志愿服务队", ["法律"], "我学过法律", "吴大山")


def test_closing_the_account_leaves_the_team_and_empties_the_registration(team, leader, volunteer):
    row = teams.apply(team=team, user=volunteer, by=volunteer, words="我学过法律", emergency_name="吴大山", emergency_phone="13900001111")
    teams.accept(volunteer=row, by=leader)
    privacy.close(user=volunteer)
    row = Volunteer.objects.get()
    assert (row.status, row.words, row.emergency_name, row.emergency_phone) == ("left", "", None, None)
    assert not team.circle.members.exists()
