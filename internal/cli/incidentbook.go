package cli

import (
	"vigie/internal/incident"
	"vigie/internal/watch"
)

// keepIncidents has a watch go on with the incidents of a state folder, and write down what becomes of them. Where they
// cannot be read it watches all the same, and writes nothing that it might spoil. The result closes the file.
func keepIncidents(dir string, o *watch.Options) (done func()) {
	j, known, foreign, err := incident.Open(dir)
	if err != nil {
		o.Log.Error("incidents cannot be kept", "error", err)
		return func() {}
	}
	if foreign > 0 {
		o.Log.Warn("lines of the file of incidents are no records, and are left as they are", "lines", foreign)
	}
	o.Incidents, o.Known = j, known
	return func() {
		if err := j.Close(); err != nil {
			o.Log.Error("the incidents could not be written to the end", "error", err)
		}
	}
}
