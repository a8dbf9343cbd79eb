package page

const (
	noDatabase  = "the site cannot reach its database"
	phpError    = "the page shows a PHP error"
	appError    = "the page shows that its application has failed"
	looksLikeIt = "the page is an error, though its status says that all is well"
)

// phpErrors are how PHP begins to say why it stops.
var phpErrors = []string{
	"fatal error:", "parse error:", "php fatal error:", "php parse error:", "catchable fatal error:", "recoverable fatal error:", "compile error:",
}

// errorPages are what a broken site shows with a status that says that all is well. PHP says its last at the end of
// whatever it had written, or in markup of its own; anywhere else a page talks about it.
var errorPages = []rule{
	{name: "php-error", says: phpError, midway: true, text: phpErrors, also: []string{"on line"}, source: []string{"on line <b>"}},
	{name: "php-error", says: phpError, midway: true, text: phpErrors, ends: " on line #"},
	{name: "php-source", says: "the server sends the PHP code of the page instead of running it", begins: "<?php"},
	{name: "php-no-file", says: "PHP finds no file of the site", most: 60, text: []string{"no input file specified", "primary script unknown"}},
	{name: "php-no-file", says: "PHP finds no file of the site", most: 14, text: []string{"file not found."}},
	{name: "database-error", says: noDatabase, most: 700, title: []string{"database error$", "erreur de base de données", "databasefout", "database connection error"}, also: []string{"database"}},
	{name: "database-error", says: noDatabase, most: 700, text: []string{
		"error establishing a database connection", "erreur lors de la connexion à la base de données", "erreur de connexion à la base de données",
		"impossible de se connecter à la base de données", "connexion à la base de données impossible", "fout bij het maken van een databaseconnectie",
		"fout bij het maken van een databaseverbinding", "fout bij het opbouwen van een databaseverbinding", "fout bij het opbouwen van een databaseconnectie",
		"fout bij het verbinden met de database", "fout bij het opzetten van een databaseverbinding", "kan geen verbinding maken met de database", "kon geen verbinding maken met de database",
		"geen verbinding met de database", "verbinding met de database mislukt", "de verbinding met de database is mislukt", "unable to connect to the database", "unable to connect to database",
		"la connexion à la base de données a échoué", "échec de la connexion à la base de données", "connexion impossible à la base de données", "impossible de se connecter au serveur mysql",
		"impossible de se connecter au serveur de base de données", "impossible de se connecter au serveur de bases de données", "connexion au serveur de bases de données impossible",
		"database connection failed", "connection to database failed", "connection to the database failed", "error connecting to the database", "cannot connect to the database",
		"can't connect to the database", "could not connect to database", "could not connect to server: connection refused", "sqlstate[08004] [", "wordpress database error", "lost connection to mysql server at",
		"fatal: sorry, too many clients already", "fatal: too many connections", "fatal: password authentication failed for user", "error: could not load database",
		"could not connect to the database", "could not connect to mysql", "error connecting to database", "can't contact the database server", "cannot access the database",
		"can't connect to local mysql server through socket", "can't connect to mysql server on", "can't connect to mysql server (", "can't connect to server on '",
		"sqlstate[hy000] [", "sqlstate[08006]", "sqlstate[42000] [1203]", "mysql server has gone away", "mysqli_connect():", "mysqli::__construct():", "mysql_connect():", "pg_connect():",
		"link to database cannot be established", "user has exceeded the 'max_user_connections'", "ora-12541", "ora-12514", "the current username, password or host was not accepted when the connection to the database",
	}},
	{name: "database-error", says: noDatabase, most: 400, text: []string{"access denied for user '"}, also: []string{"using password"}},
	{name: "database-error", says: noDatabase, most: 60, text: []string{"too many connections"}},
	{name: "aspnet-error", says: appError, most: 3000, title: []string{"server error in '/' application", "runtime error$", "erreur de serveur dans l'application '/'", "serverfout in toepassing"}, text: []string{"server error in '/"}},
	{name: "rails-error", says: appError, most: 400, title: []string{"we're sorry, but something went wrong"}},
	{name: "laravel-error", says: appError, most: 30, title: []string{"server error$", "service unavailable$"}, also: []string{"500", "503"}},
	{name: "symfony-error", says: appError, most: 800, title: []string{"an error occurred: internal server error", "an error occurred: service unavailable"}, text: []string{"oops! an error occurred", "whoops, looks like something went wrong"}},
	{name: "java-error", says: appError, most: 6000, title: []string{"http status 500", "http status 503", "état http 500", "etat http 500"}, also: []string{"exception"}},
	{name: "java-error", says: appError, most: 6000, title: []string{"apache tomcat/"}, also: []string{"http status 5", "exception report"}},
	{name: "java-error", says: appError, most: 600, title: []string{"http status 500", "http status 503", "whitelabel error page"}, text: []string{"whitelabel error page"}},
	{name: "nextjs-error", says: appError, most: 400, text: []string{"application error: a client-side exception has occurred", "application error: a server-side exception has occurred"}},
	{name: "python-error", says: appError, most: 400, title: []string{"server error (500)$"}},
	{name: "heroku-error", says: appError, most: 500, title: []string{"application error$"}, text: []string{"an error occurred in the application and your page could not be served"}},
	{name: "proxy-error", says: "what stands in front of the site cannot reach it", most: 600, text: []string{
		"upstream connect error or disconnect/reset before headers", "no healthy upstream", "error 503 backend fetch failed", "guru meditation:",
		"the proxy server received an invalid response from an upstream server",
	}},
	{name: SoftError, says: looksLikeIt, most: 250, title: []string{
		"500 internal server error", "502 bad gateway", "503 service unavailable", "503 service temporarily unavailable", "504 gateway time-out", "504 gateway timeout",
		"403 forbidden", "404 not found", "internal server error$", "bad gateway$", "service unavailable$", "gateway timeout$", "erreur 500", "erreur 502", "erreur 503", "fout 500", "fout 503",
	}},
	{name: SoftError, says: looksLikeIt, most: 40, text: []string{"internal server error", "service unavailable", "bad gateway", "gateway timeout", "erreur interne du serveur", "service indisponible"}},
}
