package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// BrokenError says where a report is not as it was written.
type BrokenError struct {
	Row  int // of the samples or of the file, from 1; 0 where it is not one row
	What string
}

// Error is a sentence.
func (e *BrokenError) Error() string {
	if e.Row == 0 {
		return e.What
	}
	return fmt.Sprintf("row %d: %s", e.Row, e.What)
}

// Verify reads a report and checks its hashes. The format is found by looking. It returns the seal, which whoever has kept
// it elsewhere compares. The error is a *BrokenError where something was changed.
func Verify(r io.Reader) (Seal, error) {
	in := bufio.NewReader(r)
	begins, err := in.Peek(4)
	if err != nil {
		return Seal{}, &BrokenError{0, "the file is empty, or no report"}
	}
	switch {
	case begins[0] == '{':
		return verifyJSON(in)
	case string(begins) == "PK\x03\x04":
		return verifyXLSX(in)
	case string(begins) == "%PDF":
		return Seal{}, &BrokenError{0, "a PDF cannot be checked by itself: the ends of its chain are those of the JSON of the same report"}
	case string(begins) == "row,":
		return verifyCSV(in)
	default:
		return verifyText(in)
	}
}

func verifyJSON(r io.Reader) (Seal, error) {
	var file struct {
		Report  json.RawMessage `json:"report"`
		Samples []Sample        `json:"samples"`
		Chain   *Seal           `json:"chain"`
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		return Seal{}, err
	}
	if err := json.Unmarshal(whole, &file); err != nil {
		return Seal{}, &BrokenError{0, "it is no whole report: " + err.Error()}
	}
	var d Document
	if err := json.Unmarshal(file.Report, &d); err != nil || d.Incident == "" || file.Chain == nil {
		return Seal{}, &BrokenError{0, "it is no report of vigie"}
	}
	chain := NewChain(d.Incident)
	seal := Seal{Head: chain.Last()}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Report); err != nil {
		return Seal{}, &BrokenError{0, "it is no report of vigie"}
	}
	chain.Add([]string{compact.String()})
	for i, s := range file.Samples {
		if chain.Add(s.fields()) != s.Hash {
			what := "it was changed, or a sample before it was dropped, added or moved"
			if i == 0 {
				what = "it was changed, or the report above the samples was"
			}
			return Seal{}, &BrokenError{i + 1, "sample " + s.Time.Format("2006-01-02 15:04:05") + " of " + s.Site + ": " + what}
		}
	}
	seal.Tail, seal.Count = chain.Last(), chain.Count
	if *file.Chain != seal {
		return Seal{}, &BrokenError{0, "the end of the chain does not fit: samples at its end were dropped, or the seal was changed"}
	}
	if !bytes.Equal(whole, again(file.Report, file.Samples, seal)) {
		return Seal{}, &BrokenError{0, "it holds something that vigie did not write: what is shown may not be what was checked"}
	}
	return seal, nil
}

// again is a JSON report as WriteJSON writes it. JSON can say one thing twice, and readers differ in what they believe.
func again(document []byte, samples []Sample, seal Seal) []byte {
	b := fmt.Appendf(nil, "{\"report\":%s,\n\"samples\":[", document)
	for i, s := range samples {
		if i > 0 {
			b = append(b, ',')
		}
		line, err := json.Marshal(s)
		if err != nil {
			return nil
		}
		b = append(append(b, '\n'), line...)
	}
	end, err := json.Marshal(seal)
	if err != nil {
		return nil
	}
	return fmt.Appendf(b, "\n],\n\"chain\":%s}\n", end)
}

// sealMark is how the last line of a Markdown or HTML report begins: the hash of everything before it.
const sealMark = "<!-- vigie-seal "

// sealed appends the hash of a text to it. It shows that nothing was changed by accident; who changes it on purpose can
// make another: the chain of the samples, kept elsewhere, is the proof.
func sealed(body []byte, chain Seal) []byte {
	body = fmt.Appendf(body, "<!-- vigie-chain %s %s %d -->\n", chain.Head, chain.Tail, chain.Count)
	sum := sha256.Sum256(body)
	return fmt.Appendf(body, "%s%s -->\n", sealMark, hex.EncodeToString(sum[:]))
}

func verifyText(r io.Reader) (Seal, error) {
	const most = 64 << 20
	body, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return Seal{}, err
	}
	at := bytes.LastIndex(body, []byte(sealMark))
	if at < 0 {
		return Seal{}, &BrokenError{0, "it carries no seal of vigie: the CSV and the JSON of a report can be checked row by row"}
	}
	sum := sha256.Sum256(body[:at])
	if want := sealMark + hex.EncodeToString(sum[:]) + " -->"; strings.TrimSpace(string(body[at:])) != want {
		return Seal{}, &BrokenError{0, "it was changed after it was written"}
	}
	var seal Seal
	lines := strings.Split(strings.TrimSpace(string(body[:at])), "\n")
	if _, err := fmt.Sscanf(lines[len(lines)-1], "<!-- vigie-chain %64s %64s %d -->", &seal.Head, &seal.Tail, &seal.Count); err != nil {
		return Seal{}, &BrokenError{0, "its chain cannot be read"}
	}
	return seal, nil
}
