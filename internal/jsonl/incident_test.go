package jsonl

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vigie/internal/estate"
)

func TestTheLineOfAnIncident(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2021, 3, 10, h, 0, 0, 0, time.UTC) }
	i := estate.Incident{
		ID: "20210310-0100-ns1", Opened: at(1), Sites: []string{"Shop"}, Acked: true, AckedBy: "gil",
		Official: estate.Official{Said: true, FirstPost: at(3), Lag: 2 * time.Hour, Notice: "n1"},
		Members:  []estate.Member{{Site: "Shop", From: at(1)}},
		Promises: []estate.Promise{
			{Place: "ovh/sbg2", Step: estate.StepPower, ETA: at(9), Said: at(3), Seen: at(3), Source: "p/n1"},
			{Place: "ovh/sbg2", Step: estate.StepPower, ETA: at(12), Said: at(4), Seen: at(4), Source: "p/n1", Replaces: at(9)},
		},
		Remarks: []estate.Remark{{Time: at(5), By: "gil", Text: "spare server", Expense: estate.Expense{Amount: 1_205_000, Currency: "EUR"}}},
		Entries: []estate.Entry{{Time: at(1), Noted: at(1), Kind: "opened", Text: "It begins."}},
	}
	var b bytes.Buffer
	for _, whole := range []bool{false, true} {
		if err := Write(&b, FromIncident(i, whole)); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for _, want := range []string{
		`{"id":"20210310-0100-ns1","opened":"2021-03-10T01:00:00.000Z","closed":null,"into":null,"verdict":{`, `"sites":["Shop"]`,
		`"official":{"said":true,"first_post":"2021-03-10T03:00:00.000Z","lag_ms":7200000,"notice":"n1"}`,
		`"eta":{"current":"2021-03-10T12:00:00.000Z","moved":1,"later":1,"earlier":0,"history":[{"eta":"2021-03-10T09:00:00.000Z","place":"ovh/sbg2","step":"power",`,
		`"replaces":"2021-03-10T09:00:00.000Z"}]}`, `"acked_by":"gil","costs":[{"amount":120.50,"currency":"EUR"}],"loss":null`,
	} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("it does not say %s:\n%s", want, lines[0])
		}
	}
	if strings.Contains(lines[0], "timeline") || !strings.HasSuffix(lines[1], `"members":[{"site":"Shop","from":"2021-03-10T01:00:00.000Z","to":null,"reason":null}],`+
		`"notes":[{"time":"2021-03-10T05:00:00.000Z","by":"gil","site":null,"text":"spare server","cost":120.50,"currency":"EUR","purpose":null}],`+
		`"timeline":[{"time":"2021-03-10T01:00:00.000Z","noted":"2021-03-10T01:00:00.000Z","kind":"opened","site":null,"by":null,"text":"It begins."}]}`) {
		t.Errorf("the lines are\n%s", b.String())
	}
	var empty bytes.Buffer
	if err := Write(&empty, FromIncident(estate.Incident{}, false)); err != nil || strings.Contains(empty.String(), `"history":null`) || strings.Contains(empty.String(), `"sites":null`) {
		t.Errorf("an empty one is %s, %v", empty.String(), err)
	}
}
