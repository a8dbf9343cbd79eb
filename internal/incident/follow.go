package incident

import (
	"bytes"
	"io"
	"os"
)

// Follow are the records that other processes have added since the last look; it costs one question to the file system
// where there are none. What could not be written before is tried again.
func (j *Journal) Follow() []Record {
	if j == nil {
		return nil
	}
	j.write()
	st, err := os.Stat(j.path)
	if err != nil || st.Size() == j.read {
		return nil
	}
	if st.Size() < j.read { // somebody has made it shorter: what is left was known
		j.read = st.Size()
		return nil
	}
	f, err := os.Open(j.path)
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.NewSectionReader(f, j.read, st.Size()-j.read))
	if err != nil {
		return nil
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1] // the rest is still being written
	j.read += int64(len(whole))
	all, _ := parse(whole)
	var others []Record
	for _, r := range all {
		if r.Writer != j.writer {
			others = append(others, r)
		}
	}
	return others
}
