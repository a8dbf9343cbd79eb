package page

const (
	theServersOwn    = "the web server shows its own welcome page"
	theFrameworksOwn = "the page is the one that its framework shows when it is new"
	theServersFiles  = "the server lists its files instead of the site"
)

// serverPages are what a web server or a framework shows where nobody has put a site yet.
var serverPages = []rule{
	{name: "nginx-welcome", says: theServersOwn, most: 1500, title: []string{"welcome to nginx!", "welcome to nginx on debian", "welcome to nginx on ubuntu", "welcome to nginx on fedora", "test page for the nginx"}},
	{name: "openresty-welcome", says: theServersOwn, most: 1500, title: []string{"welcome to openresty", "welcome to tengine"}},
	{name: "apache-default", says: theServersOwn, most: 6000, title: []string{
		"apache2 debian default page", "apache2 ubuntu default page", "apache2 default page", "test page for the apache http server",
		"test page for the http server", "http server test page", "apache http server test page", "test page for apache installation",
	}},
	{name: "it-works", says: theServersOwn, most: 20, text: []string{"it works!"}},
	{name: "iis-welcome", says: theServersOwn, most: 500, title: []string{"iis windows", "iis7$", "iis8$", "iis 8.5", "iis10", "internet information services$"}},
	{name: "lighttpd-welcome", says: theServersOwn, most: 2500, text: []string{"the owner of this web site has not put up any web pages yet"}},
	{name: "caddy-welcome", says: theServersOwn, most: 3000, title: []string{"caddy works!"}, text: []string{"your web server is working. now make it work for you"}},
	{name: "litespeed-welcome", says: theServersOwn, most: 3000, text: []string{
		"congratulation! openlitespeed", "you have successfully installed the openlitespeed web server", "welcome to open litespeed",
	}},
	{name: "tomcat-welcome", says: theServersOwn, most: 5000, text: []string{"if you're seeing this, you've successfully installed tomcat", "if you're seeing this page via a web browser, it means you've setup tomcat successfully"}},
	{name: "jetty-welcome", says: theServersOwn, most: 1500, title: []string{"welcome to jetty"}},
	{name: "xampp-welcome", says: theServersOwn, most: 4000, title: []string{"welcome to xampp", "wampserver homepage", "welcome to mamp"}},
	{name: "directory-index", says: theServersFiles, repeats: true, title: []string{"index of /", "directory listing for /", "listing directory /"}},
	{name: "directory-index", says: theServersFiles, title: []string{"directory: /$"}},
	{name: "directory-index", says: theServersFiles, text: []string{"[to parent directory]"}, most: 6000},
	{name: "phpinfo", says: "the page shows phpinfo(), not the site", title: []string{"phpinfo()$"}},
	{name: "phpinfo", says: "the page shows phpinfo(), not the site", text: []string{"this program makes use of the zend scripting language engine"}, ends: "license@php.net"},
	{name: "laravel-welcome", says: theFrameworksOwn, most: 2000, text: []string{"laravel has wonderful documentation covering every aspect of the framework", "laravel has an incredibly rich ecosystem"}},
	{name: "symfony-welcome", says: theFrameworksOwn, most: 2000, title: []string{"welcome to symfony"}, also: []string{"your application is now ready"}},
	{name: "codeigniter-welcome", says: theFrameworksOwn, most: 2000, title: []string{"welcome to codeigniter"}, also: []string{"by codeigniter"}},
	{name: "django-welcome", says: theFrameworksOwn, most: 1500, title: []string{"the install worked successfully! congratulations!", "welcome to django$"}},
	{name: "rails-welcome", says: theFrameworksOwn, most: 1500, title: []string{"ruby on rails", "welcome aboard$"}, also: []string{"rails version"}},
	{name: "nextjs-welcome", says: theFrameworksOwn, most: 1500, title: []string{"create next app$"}, also: []string{"get started by editing"}},
	{name: "nextjs-welcome", says: theFrameworksOwn, most: 1500, title: []string{"create next app$"}, also: []string{"to get started, edit the"}},
	{name: "installer", says: "the page is the installer of the site's own software: it was never installed, or has lost its configuration", most: 4000, title: []string{
		"wordpress › installation$", "wordpress › installatie$", "wordpress › setup configuration file", "wordpress › fichier de configuration",
		"prestashop installation assistant", "assistant d'installation prestashop", "joomla! web installer", "joomla web installer",
		"choose language | drupal", "select an installation profile | drupal", "installing typo3", "magento setup", "setup magento", "matomo › installation",
	}},
}
