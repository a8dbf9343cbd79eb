package history

// put writes all of some work. Series come before what refers to them.
func (d *disk) put(w *work) error {
	for _, x := range w.sites {
		if _, err := d.exec("INSERT OR IGNORE INTO site(id, name) VALUES(?,?)", x.number, x.name); err != nil {
			return err
		}
	}
	for _, x := range w.series {
		if _, err := d.exec("INSERT OR IGNORE INTO series VALUES(?,?,?,?,?,?)",
			x.number, x.site.number, x.ID, string(x.Kind), x.Target, x.Vantage); err != nil {
			return err
		}
	}
	for _, x := range w.voices {
		if _, err := d.exec("UPDATE site SET voice = ? WHERE id = ?", x.series, x.site); err != nil {
			return err
		}
	}
	for _, r := range w.rows {
		// It may be there already, where a commit failed and was one nevertheless.
		if _, err := d.exec("INSERT OR REPLACE INTO journal VALUES(?,?,?)", r.seq, r.at, r.data); err != nil {
			return err
		}
	}
	for _, t := range w.turns {
		if err := d.putTurn(t.site.number, t.turn, t.back); err != nil {
			return err
		}
	}
	for _, e := range w.evidence {
		if err := d.putEvidence(e); err != nil {
			return err
		}
	}
	for i := range w.seals {
		if err := d.seal(&w.seals[i]); err != nil {
			return err
		}
	}
	if w.trim > 0 {
		if _, err := d.exec("DELETE FROM journal WHERE seq < ?", w.trim); err != nil {
			return err
		}
	}
	return d.forget(w.forget)
}
