package account

// Plan is a change at a provider, thought through before anything is sent: what a person is shown, and confirms.
type Plan struct {
	Title    string   // Reboot ns3100001.ip-192-0-2.example
	Confirm  string   // what a person types: the name of what is changed
	Calls    []Call   // exactly what is sent, in this order
	Warnings []string // sentences
	Refused  string   // why it is not done; empty where it may be
	Waits    string   // the end that is waited for, in words
	Done     string   // what is so after it, as a sentence; empty: what was waited for
	Undo     string   // how it is taken back, in words; empty where it cannot be
}
