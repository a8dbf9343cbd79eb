package estate

import "time"

// Cause is what is believed to be broken.
type Cause string

// The causes.
const (
	CauseNone       Cause = "none"
	CauseLocal      Cause = "local"         // our own line or resolver: no site may be called down
	CauseNetwork    Cause = "network"       // the way to the provider, or one address family of it
	CauseDNS        Cause = "dns"           // names do not resolve while the addresses answer
	CauseDomain     Cause = "domain"        // expired, suspended or delegated away
	CauseCert       Cause = "certificate"   // expired, of another name, not trusted
	CauseCDN        Cause = "cdn"           // the edge in front fails, the origin does not
	CauseSite       Cause = "site"          // the host answers, this site does not
	CauseServer     Cause = "server"        // one machine: all on it, nothing beside it
	CauseDatacenter Cause = "datacenter"    // one building, or one rack of it: machines in it, nothing elsewhere
	CauseProvider   Cause = "provider"      // several places of one provider at once
	CauseProduct    Cause = "product"       // one product of the provider: a web-hosting cluster, a mail platform
	CauseControl    Cause = "control_plane" // the provider's API only: no customer outage
	CauseThirdParty Cause = "third_party"   // something that is needed, elsewhere
	CauseUnknown    Cause = "unknown"       // the evidence does not decide
)

// Verdict is what vigie believes is broken, where, how sure it is, and why.
type Verdict struct {
	Cause       Cause
	Where       string    // a site, a server, ovh/sbg2, a provider; empty for none and unknown
	Confidence  float64   // 0…1
	Since       time.Time // the first failing sample; zero for none
	Summary     string    // one sentence for a person
	Affected    []string  // sites
	Spared      []string  // sites that are up beside them
	Evidence    []Evidence
	Official    Official
	WouldChange string // what would change its mind
}

// Evidence speaks for or against a verdict.
type Evidence struct {
	For  bool
	Kind EvidenceKind
	Text string
}

// EvidenceKind is where a piece of evidence comes from.
type EvidenceKind string

// The kinds of evidence.
const (
	FromProbe     EvidenceKind = "probe"
	FromNeighbour EvidenceKind = "neighbour"
	FromReference EvidenceKind = "reference"
	FromDNS       EvidenceKind = "dns"
	FromNotice    EvidenceKind = "notice"
	FromProvider  EvidenceKind = "provider"
)

// Official is the provider's word on it, with its clock beside ours.
type Official struct {
	Said      bool
	FirstPost time.Time     // zero where it is not told
	Lag       time.Duration // first post minus our first failing sample; negative when they were first; 0 without a first post
	Notice    string        // ID of the notice
}
