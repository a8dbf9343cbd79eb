package scope

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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
		"[RBX4][Dedicated Servers] - Racks 56C02 to 56C05 incident notification":              {Racks: []string{"56C02", "56C03", "56C04", "56C05"}, Product: account.ForDedicated},
		"[RBX6][Network] - Rack 46E11->13, 46F24":                                             {Racks: []string{"46E11", "46E12", "46E13", "46F24"}, Product: account.ForNetwork},
		"[Scheduled] [GRA3][Cooling System] - GRA0316A05 A/B/C":                               {Racks: []string{"GRA0316A05A", "GRA0316A05B", "GRA0316A05C"}, Product: account.ForPower},
		"[RBX6][BAREMETAL] - 46d18 ,46D17":                                                    {Racks: []string{"46D18", "46D17"}, Product: account.ForDedicated},
		"[SYD2][Network] - Public network - S2-5X-01-09B":                                     {Racks: []string{"S2-5X-01-09B"}, Product: account.ForNetwork},
		"[SYD2][Dedicated Servers] - Room S2-5X-02 incident notification":                     {Rooms: []string{"S2-5X-02"}, Product: account.ForDedicated},
		"[SGP][Dedicated Server] - 050915 / 050816B / 050914":                                 {Racks: []string{"050915", "050816B", "050914"}, Product: account.ForDedicated},
		"[CCH1][Dedicated Servers] - Racks MR90101E01B and CCH0101E03A/E04A":                  {Racks: []string{"MR90101E01B", "CCH0101E03A", "CCH0101E04A"}, Product: account.ForDedicated},
		"[Scheduled] [SBG3][Infrastructure] - Rooms S310 - S315 - S311 -  maintenance":        {Rooms: []string{"S310", "S315", "S311"}, Product: account.ForPower},
		"[Scheduled] [WAW1][Infrastructure] - Rows W17A / W17B maintenance notification":      {Rooms: []string{"W17A", "W17B"}, Product: account.ForPower},
		"[Scheduled] [GRA2][Energy] - UPS 7T1 - G217":                                         {Rooms: []string{"G217"}, Product: account.ForPower},
		"[Scheduled] [GRA2][Infrastructure] - Electrical background work 12T2":                {Product: account.ForPower},
		"[GRA][MXplan] - MX plan hosted on homez201":                                          {Hosts: []string{"homez201"}, Product: account.ForMail},
		"[RBX2A][pcc-002877] - Storage unavailable":                                           {Hosts: []string{"pcc-002877"}, Product: account.ForPrivateCloud},
		"[GRA][Databases] - CloudDB21.eu001 and sharedsql026.eu010":                           {Hosts: []string{"clouddb21.eu001", "sharedsql026.eu010"}, Product: account.ForDatabase},
		"[RBX][Storage and Backups] - Cluster7035":                                            {Product: account.ForStorage},
		"[RBX8][Hosted Private Cloud] - Cluster 10071":                                        {Product: account.ForPrivateCloud},
		"[GRA][Web Cloud] -  Roundcube webmail":                                               {Product: account.ForMail},
		"[GRA][Web Cloud] - Cloud DB incident notification":                                   {Product: account.ForDatabase},
		"[GRA7][Web Cloud] Web PaaS Infrastructure":                                           {Product: account.ForHosting},
		"[BHS2][Virtual Private Servers] - Incident notification":                             {Product: account.ForVPS},
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

// Sentences name racks that the title leaves out, and hold times, counts and addresses that look like racks.
func TestReadSentences(t *testing.T) {
	for text, want := range map[string]account.Scope{
		"on the specific racks :\n46J21,46G09,\n46E24 and 45F21 has been resolved.":   {Racks: []string{"46J21", "46G09", "46E24", "45F21"}},
		"some servers on the T04C25 and T04A15 racks were not able to cope":           {Racks: []string{"T04C25", "T04A15"}},
		"racks 27B07/27B08. A process crashed. Back at 22H16, rack 12H05 at 22H17.":   {Racks: []string{"27B07", "27B08", "12H05"}},
		"E102E02 - 07:30 - 09:00\nE102E03 - 09:30 - 11:00":                            {Racks: []string{"E102E02", "E102E03"}},
		"Switchover of head A to head B today at 22H16 CET, 41 servers in the rack":   {},
		"see https://network.status-ovhcloud.com/incidents/R801A01 for cluster":       {},
		"Impacted hosts : host1564838, host1564840 of pcc-000133, since 11:02, ca100": {Hosts: []string{"host1564838", "host1564840", "pcc-000133"}},
		"File server 2011 was unreachable on Web Hosting cluster 106.":                {Clusters: []string{"106"}},
	} {
		if diff := cmp.Diff(want, Read("", text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// A hostile text cannot make more of the lists than any notice needs.
func TestReadHasAnEnd(t *testing.T) {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "racks R8%02dA01 to R8%02dA60, R8%02dB01->59 ", i, i, i)
	}
	if n := len(Read("", b.String()).Racks); n != most {
		t.Errorf("%d racks, want %d", n, most)
	}
}

// What is read is in its normal form, and no longer than what was written.
func FuzzRead(f *testing.F) {
	f.Add("[RBX8][Dedicated Servers] - Racks R809R01/02/03", "Impacted Service(s) : Cluster126")
	f.Add("[GRA] - Room G105/115, rack 46I07 & Filerz0", "Root cause: https://a.status-ovhcloud.com/incidents/abc123def456")
	f.Add("Cluster 5 - eu001 sharedsql014.eu002", "host1564838, vps-1a2b3c4d.vps.example and ex3")
	f.Add("racks A/B/C/1/2/3 - - -", "")
	f.Add("Racks 46F05->46F13, 46F20 to 46F22 and S2-5X-01-08B", "racks : 46J21,46G09 A/B at 22H16, 05:30")
	normal := regexp.MustCompile(`^[0-9A-Z-]{2,16}$`)
	f.Fuzz(func(t *testing.T, title, text string) {
		s := Read(title, text)
		for _, list := range [][]string{s.Racks, s.Rooms} {
			for _, x := range list {
				if !normal.MatchString(x) {
					t.Errorf("%q is no rack or room", x)
				}
			}
		}
		for _, n := range append(s.Clusters, s.Filers...) {
			if n == "" || n[0] == '0' || len(n) > 6 {
				t.Errorf("%q is no number", n)
			}
		}
		if n := len(s.Racks) + len(s.Clusters) + len(s.Filers) + len(s.Hosts); n > longest*(len(title)+len(text)) || n > 4*most {
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

// A notice as most are: its racks stand in its title, and its text is the template.
func BenchmarkRead(b *testing.B) {
	const title = "[RBX8][Dedicated Servers] - Racks R808R13 / R808R14 / R808R15 Incident Notification"
	const text = "We are pleased to inform you that the incident affecting our Dedicated Servers offering in racks R808R13 / R808R14 / R808R15 has been resolved.\n\n" +
		"Start time : 27/05/2026 17:02 UTC\nEnd time : 27/05/2026 18:08 UTC\nRoot Cause : This incident was caused by a cooling system issue.\n\n" +
		"We apologize for any inconvenience caused and appreciate your understanding."
	for b.Loop() {
		Read(title, text)
	}
}
