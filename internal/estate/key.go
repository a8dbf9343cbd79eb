package estate

// KeyOffer is what a key of a provider would be asked for, before anybody is asked.
type KeyOffer struct {
	Provider string   // ovh
	Endpoint string   // ovh-eu, or an address
	Known    bool     // there is an application in whose name it is asked for; without one, a person has to name it
	Create   string   // the page on which an application is made
	Read     []string // the rights with which everything is read, such as GET /me
	Change   []string // those that changing something needs beside them
	Keeps    string   // where it will be written, and what becomes of what stands there
}

// KeyWish is what a person wants a key for.
type KeyWish struct {
	Application, Secret string // as they were typed; empty where they are known
	Change              bool   // it may change things, too
}
