package probes

// Resolver turns names into addresses, through a Door.
type Resolver struct {
	Servers []string // host:port, asked in order; the system's when empty
}
