package scope

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/account"
)

func TestRead(t *testing.T) {
	for title, want := range map[string]account.Scope{
		"[RBX8][Dedicated Servers] - Racks R832B16/R832B17":                                   {Racks: []string{"R832B16", "R832B17"}, Product: account.ForDedicated},
		"[RBX8][Dedicated Servers] - Racks R809R01/02/03":                                     {Racks: []string{"R809R01", "R809R02", "R809R03"}, Product: account.ForDedicated},
		"[RBX8][Dedicated Servers] - Racks R807R01 - R807R02 - R807R03 incident":              {Racks: []string{"R807R01", "R807R02", "R807R03"}, Product: account.ForDedicated},
		"[SBG5][Dedicated Servers] - Racks SBG0506A06A/B/C/D":                                 {Racks: []string{"SBG0506A06A", "SBG0506A06B", "SBG0506A06C", "SBG0506A06D"}, Product: account.ForDedicated},
		"[GRA3][Dedicated Servers] - GRA0319B04A/B/C racks incident notification.":            {Racks: []string{"GRA0319B04A", "GRA0319B04B", "GRA0319B04C"}, Product: account.ForDedicated},
		"[LIM1][Dedicated Servers] - Racks L101B09 / L114B12 / L114B13":                       {Racks: []string{"L101B09", "L114B12", "L114B13"}, Product: account.ForDedicated},
		"[RBX3][Dedicated Servers] - 46B18 / 46B19 / 46B20":                                   {Racks: []string{"46B18", "46B19", "46B20"}, Product: account.ForDedicated},
		"[BHS2][Dedicated servers] - T02A06":                                                  {Racks: []string{"T02A06"}, Product: account.ForDedicated},
		"[Scheduled] [BHS6][Infrastructure]T06A28":                                            {Racks: []string{"T06A28"}, Product: account.ForPower},
		"[Scheduled] [RBX6][Cooling System] rack 46I07":                                       {Racks: []string{"46I07"}, Product: account.ForPower},
		"[Scheduled] [YYZ01][Infrastructure] - Racks YYZ0101A/YYZ0101B Electrical":            {Racks: []string{"YYZ0101A", "YYZ0101B"}, Product: account.ForPower},
		"[Scheduled] [SBG3][vRack] - sbg3-sdtor79b-n93 - S347B02":                             {Racks: []string{"S347B02"}, Product: account.ForNetwork},
		"[RBX][Network] - rbx-51b-a70-vrack":                                                  {Product: account.ForNetwork},
		"[Scheduled] [RBX6-SDY1-LIM1][Network] was1-vin1-g2-nc5Core Mgmt AGG":                 {Product: account.ForNetwork},
		"[Scheduled] [GRA2][Infrastructure] - Electrical Maintenance room G233":               {Rooms: []string{"G233"}, Product: account.ForPower},
		"[Scheduled] [GRA1][Cooling System] - Cooling work - Room G105/115":                   {Rooms: []string{"G105", "G115"}, Product: account.ForPower},
		"[GRA][Web Hosting] - Cluster126 Filerz201 incident notification":                     {Clusters: []string{"126"}, Filers: []string{"201"}, Product: account.ForHosting},
		"[GRA1][Web Hosting] - Cluster020/027/028/029/030":                                    {Clusters: []string{"20", "27", "28", "29", "30"}, Product: account.ForHosting},
		"[GRA2][WEBHOSTING] - Cluster 003":                                                    {Clusters: []string{"3"}, Product: account.ForHosting},
		"[Scheduled] [GRA1][Web Hosting] - Filerz70 - Cluster120 maintenance":                 {Clusters: []string{"120"}, Filers: []string{"70"}, Product: account.ForHosting},
		"[GRA3][Webhosting] - Cluster 031- Server1605":                                        {Clusters: []string{"31"}, Hosts: []string{"server1605"}, Product: account.ForHosting},
		"[RBX3][Backup Storage] - ftpback-rbx4-150":                                           {Hosts: []string{"ftpback-rbx4-150"}, Product: account.ForStorage},
		"VPS - GRA2 - host598581":                                                             {Hosts: []string{"host598581"}, Product: account.ForVPS},
		"PCI - DE1 - host1460304":                                                             {Hosts: []string{"host1460304"}, Product: account.ForCloud},
		"[EU/CA][Control panel & API] - Manager/API incident notification":                    {Product: account.ForPanel},
		"[GLOBAL][Collaborative solutions] - MX Plan Incident Notification":                   {Product: account.ForMail},
		"[RBX][MX Plan] - MXP6":                                                               {Hosts: []string{"mxp6"}, Product: account.ForMail},
		"[GRA3/9/11][Public Cloud] - Block Storage incident notification":                     {Product: account.ForCloud},
		"[Scheduled] [Global][Private Cloud] VCSA minor to v6.7U8":                            {Product: account.ForPrivateCloud},
		"[Scheduled] [RBX8][Infrastructure] - Racks - R806L20 - 806L21 - R806L22 maintenance": {Racks: []string{"R806L20", "R806L21", "R806L22"}, Product: account.ForPower},
		"[Scheduled] [GRA3][Infrastructure] - Racks GRA0328A02B/328A06A/328A03A maintenance":  {Racks: []string{"GRA0328A02B", "GRA0328A06A", "GRA0328A03A"}, Product: account.ForPower},
		"[Scheduled] [GRA1][Cooling System] - Racks G132/133":                                 {Racks: []string{"G132", "G133"}, Product: account.ForPower},
		"[SGP1][Network] - Rack 050917 and 051017":                                            {Racks: []string{"050917", "051017"}, Product: account.ForNetwork},
		"[Scheduled] [SYD][Dedicated Servers] - Racks SYD0301A04/A05/A06":                     {Racks: []string{"SYD0301A04", "SYD0301A05", "SYD0301A06"}, Product: account.ForDedicated},
		"[GRA1][Dedicated Servers] - G108b14 - G108b15":                                       {Racks: []string{"G108B14", "G108B15"}, Product: account.ForDedicated},
		"[RBX3][Private Network] - 43S01- 43S02-43S03":                                        {Racks: []string{"43S01", "43S02", "43S03"}, Product: account.ForNetwork},
		"[Scheduled] [WAW][Dedicated Servers] - Room WAW0118A maintenance":                    {Rooms: []string{"WAW0118A"}, Product: account.ForDedicated},
		"[Scheduled] [BHS1][Network] - Top Of Rack Switch":                                    {Product: account.ForNetwork},
		"": {},
	} {
		if diff := cmp.Diff(want, Read(title, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", title, diff)
		}
	}
}

func TestWhatTheTextAdds(t *testing.T) {
	text := "Start Time : 17/04/2025 01:35 UTC\nImpacted Service(s) : Cluster126, racks R801A01/02\n" +
		"Root Cause : This is caused by https://network.status-ovhcloud.com/incidents/abc123def456\nSee also https://x.status-ovhcloud.com/incidents/zzzzzz999999"
	s := Read("[GRA][Web Hosting] - Incident", text)
	if diff := cmp.Diff(account.Scope{Clusters: []string{"126"}, Racks: []string{"R801A01", "R801A02"}, Product: account.ForHosting}, s); diff != "" {
		t.Error(diff)
	}
	if got := Parent(text); got != "abc123def456" {
		t.Errorf("parent = %q", got)
	}
	if got := Parent("We look at https://x.status-ovhcloud.com/incidents/zzzzzz999999"); got != "" {
		t.Errorf("a link that is no cause is the parent %q", got)
	}
}

// What is read is in its normal form, and no longer than what was written.
func FuzzRead(f *testing.F) {
	f.Add("[RBX8][Dedicated Servers] - Racks R809R01/02/03", "Impacted Service(s) : Cluster126")
	f.Add("[GRA] - Room G105/115, rack 46I07 & Filerz0", "Root cause: https://a.status-ovhcloud.com/incidents/abc123def456")
	f.Add("racks A/B/C/1/2/3 - - -", "")
	f.Fuzz(func(t *testing.T, title, text string) {
		s := Read(title, text)
		for _, list := range [][]string{s.Racks, s.Rooms} {
			for _, x := range list {
				if x != strings.ToUpper(x) || len(x) < 2 || len(x) > 16 || !words.MatchString(x) {
					t.Errorf("%q is no rack or room", x)
				}
			}
		}
		for _, n := range append(s.Clusters, s.Filers...) {
			if n == "" || n[0] == '0' || len(n) > 6 {
				t.Errorf("%q is no number", n)
			}
		}
		if n := len(s.Racks) + len(s.Clusters) + len(s.Filers) + len(s.Hosts); n > len(title)+len(text) {
			t.Errorf("%d things in %d letters", n, len(title)+len(text))
		}
		Parent(text)
	})
}

// Of what was really posted since 2025, the racks of the servers and the clusters of the web hostings are found in as many
// titles as hold one by eye: 92 and 71 in a hundred.
func TestRealTitles(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "ovh", "status", "incidents-2021-12_2026-08.jsonl.gz"))
	if err != nil {
		t.Skipf("the real status pages are not beside this checkout: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]int)
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var i struct {
			Page, Name, Impact string
			Year               int
		}
		if err := json.Unmarshal(in.Bytes(), &i); err != nil {
			t.Fatal(err)
		}
		s := Read(i.Name, "")
		counts["all"]++
		if s.Product != "" {
			counts["product"]++
		}
		switch {
		case i.Year < 2025:
		case i.Page == "bare-metal-servers" && i.Impact != "maintenance" && s.Product == account.ForDedicated:
			counts["servers"]++
			if len(s.Racks) > 0 {
				counts["racks"]++
			}
		case i.Page == "web-cloud" && s.Product == account.ForHosting:
			counts["hostings"]++
			if len(s.Clusters) > 0 {
				counts["clusters"]++
			}
			if len(s.Filers) > 0 {
				counts["filers"]++
			}
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%v", counts)
	if counts["racks"]*100 < 90*counts["servers"] || counts["product"]*100 < 95*counts["all"] {
		t.Errorf("%v: want a rack in 90 %% of the incidents of servers and a product in 95 %% of all", counts)
	}
}
