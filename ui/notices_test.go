package ui_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"vigie/internal/estate"
	"vigie/internal/uitest"
)

func TestAHistoryThatCannotBeKeptIsSaidInEveryLayout(t *testing.T) {
	for _, size := range []struct{ w, h int }{{200, 50}, {120, 40}, {100, 16}, {80, 24}, {60, 16}, {40, 10}, {39, 12}} {
		for _, keys := range [][]string{{"1"}, {"2"}, {"2", "enter"}, {"2", "enter", "z"}, {"3"}, {"4"}} {
			t.Run(fmt.Sprint(size, keys), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					scr := uitest.Screen(t, console(uitest.Kinds(), nil), size.w, size.h)
					scr.Press(keys...)
					shows(t, scr, "kept since 01:40", ": no s", "dit", "not taken:")
				})
			})
		}
	}
}

func TestANoticeGoesWhenItIsMended(t *testing.T) {
	snap := uitest.Kinds()
	app := console(snap, nil)
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, app, 120, 40)
		shows(t, scr, "! vigie  History has not been kept since 01:40:40 (19 min): no space is left on the disk", `"evry" is no key of a site`, "see vigie config check")
		hides(t, scr, "evry: 30s") // only the first line
	})
	mended := *uitest.Kinds()
	mended.Version, mended.Keeping, mended.Mistake = 9, estate.Keeping{}, ""
	*snap = mended
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, app, 120, 40)
		hides(t, scr, "! vigie", "not kept")
	})
}

func TestAnEventSaysWhyNobodyIsAlerted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, console(uitest.Kinds(), nil), 200, 50)
		scr.Press("z")
		shows(t, scr, "Catalogue: maintenance until 06:00 · no alert: maintenance", "no alert: needs Database, which is down")
	})
}

func TestLostResultsAreToldInTheDetail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, console(uitest.Kinds(), nil), 80, 50)
		scr.Press("2", "enter")
		scr.Press("G")
		shows(t, scr, "3112 results could not be kept.")
	})
}

func TestAMistakeIsToldWithoutTheFoldersOfItsFile(t *testing.T) {
	snap := *uitest.Kinds()
	snap.Mistake = "/etc/a/long/way/down/to/the/folder/of/vigie.yaml:12:5: unknown key \"evry\" in a site: did you mean \"every\"?\n  12 | evry"
	synctest.Test(t, func(t *testing.T) {
		scr := uitest.Screen(t, console(&snap, nil), 120, 40)
		shows(t, scr, `The edit was not taken: vigie.yaml:12:5: unknown key "evry" in a site`)
	})
}
