package dbfile_test

import (
	"errors"
	"path/filepath"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"vigie/internal/dbfile"
)

func form(application, version int64) dbfile.Form {
	return dbfile.Form{
		What: "the test", Application: application, Version: version, Tables: "CREATE TABLE t(x INTEGER)", Glance: 1 << 20,
		Damaged: errors.New("damaged"), Foreign: errors.New("foreign"), Newer: errors.New("newer"),
	}
}

func TestAFileIsMadeOnceAndKnownAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a name? with #signs and 100 %.db") // none of which is for an address
	f := form(7, 2)
	if isNew, err := f.Inspect(t.Context(), path, "ro"); !isNew || err != nil {
		t.Fatalf("before: %v, %v", isNew, err)
	}
	db, err := dbfile.Connect(path, "rwc")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 2 { // the second one as another process would
		if err := f.Create(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	if isNew, err := f.Inspect(t.Context(), path, "ro"); isNew || err != nil {
		t.Errorf("after: %v, %v", isNew, err)
	}
	for name, c := range map[string]struct {
		form dbfile.Form
		want func(dbfile.Form) error
	}{
		"by another program": {form(8, 2), func(f dbfile.Form) error { return f.Foreign }},
		"by an older vigie":  {form(7, 1), func(f dbfile.Form) error { return f.Newer }},
	} {
		if _, err := c.form.Inspect(t.Context(), path, "ro"); !errors.Is(err, c.want(c.form)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoOnlyReadsChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := dbfile.Connect(path, "rwc")
	if err == nil {
		err = form(7, 1).Create(t.Context(), db)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"ro", dbfile.Immutable} {
		db, err := dbfile.Connect(path, mode)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), "INSERT INTO t VALUES(1)"); dbfile.CodeOf(err) != sqlite3.SQLITE_READONLY {
			t.Errorf("%s: %v", mode, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if dbfile.CodeOf(errors.New("x")) != 0 || dbfile.CodeOf(nil) != 0 {
		t.Error("other errors have a code")
	}
}
