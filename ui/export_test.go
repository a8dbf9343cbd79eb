package ui

// Tick makes the console look for a newer snapshot, as its beat does.
func (a *App) Tick() { a.look() }
