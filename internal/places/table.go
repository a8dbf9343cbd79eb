package places

// regions are names that do not begin with the code of their campus.
var regions = map[string]string{
	"uk": "eri", "de": "lim",
	"cch": "par", "ieb": "par", "mr": "par",
	"itbsi": "mil", "itmil": "mil", "itzvf": "mil",
	"tor": "yyz", "mum": "ynm",
	"va": "vin", "or": "hil",
}

// builtIn are the campuses. The coordinates are those of the town, good enough for a map.
var builtIn = []Campus{
	{"sbg", "Strasbourg", "FR", 48.58, 7.80, []string{"sbg1", "sbg2", "sbg3", "sbg4", "sbg5"}},
	{"rbx", "Roubaix", "FR", 50.69, 3.20, []string{
		"rbx", "rbx1", "rbx2", "rbx3", "rbx4", "rbx5", "rbx6", "rbx7", "rbx8", "rbx9", "rbx10", "rbx-hz",
	}},
	{"gra", "Gravelines", "FR", 51.01, 2.16, []string{"gra1", "gra2", "gra3", "gra4"}},
	{"par", "Paris", "FR", 48.86, 2.35, []string{"cch1", "ieb1", "mr901"}},
	{"p19", "Paris 19", "FR", 48.89, 2.38, []string{"p19"}},
	{"dc", "Paris", "FR", 48.86, 2.35, []string{"dc1"}},
	{"gsw", "Paris", "FR", 48.86, 2.35, []string{"gsw"}},
	{"crx", "Croix", "FR", 50.68, 3.15, []string{"crx1", "crx2"}},
	{"lil", "Lille", "FR", 50.63, 3.06, []string{"lil1-int1"}},
	{"hdf", "Lille", "FR", 50.63, 3.06, []string{"hdf1"}},
	{"lim", "Limburg", "DE", 50.40, 8.08, []string{"lim1", "lim2", "lim3"}},
	{"eri", "Erith", "GB", 51.49, 0.17, []string{"eri1", "eri2"}},
	{"waw", "Warsaw", "PL", 52.21, 20.80, []string{"waw1"}},
	{"mil", "Milan", "IT", 45.46, 9.19, []string{"itbsi1", "itmil1", "itzvf1"}},
	{"bhs", "Beauharnois", "CA", 45.31, -73.90, []string{"bhs1", "bhs2", "bhs3", "bhs4", "bhs5", "bhs6", "bhs7", "bhs8"}},
	{"yyz", "Toronto", "CA", 43.65, -79.38, []string{"yyz1"}},
	{"vin", "Vint Hill", "US", 38.75, -77.67, []string{"vin1"}},
	{"hil", "Hillsboro", "US", 45.52, -122.99, []string{"hil1"}},
	{"sgp", "Singapore", "SG", 1.35, 103.82, []string{"sgp1", "sgp2"}},
	{"syd", "Sydney", "AU", -33.87, 151.21, []string{"syd1", "syd2", "syd3"}},
	{"ynm", "Mumbai", "IN", 19.08, 72.88, []string{"ynm1"}},
}
