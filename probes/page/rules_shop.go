package page

const (
	shopError  = "the shop reports an error"
	siteError  = "the site reports a critical error"
	shopClosed = "the shop is closed to visitors"
)

// shopPages are what the usual shops and blogs show of their own failures.
var shopPages = []rule{
	{name: "mediawiki-error", says: noDatabase, most: 1500, text: []string{"sorry! this site is experiencing technical difficulties", "désolé ! ce site rencontre des difficultés techniques"}},
	{name: "wordpress-error", says: siteError, most: 1000, title: []string{"wordpress › error$", "wordpress › erreur$", "wordpress › fout$"}, text: []string{
		"there has been a critical error on this website", "there has been a critical error on your website", "the site is experiencing technical difficulties",
		"il y a eu une erreur critique sur ce site", "il y a eu une erreur critique sur votre site", "une erreur critique est survenue sur votre site",
		"une erreur critique est survenue sur ce site", "ce site rencontre des difficultés techniques", "er heeft zich een kritieke fout voorgedaan op deze",
		"er heeft zich een kritieke fout voorgedaan op je", "er is een kritieke fout opgetreden op deze", "er was een kritieke fout op deze", "deze site ondervindt technische problemen",
		"es gab einen kritischen fehler auf deiner website", "es gab einen kritischen fehler auf dieser website",
	}},
	{name: "prestashop-error", says: shopError, most: 3000, text: []string{"[prestashopexception]", "[prestashopdatabaseexception]", "[prestashop] fatal error"}},
	{name: "prestashop-error", says: shopError, most: 400, title: []string{"500 server error$", "server error$"}, also: []string{"prestashop", "oops, something went wrong"}},
	{name: "magento-error", says: shopError, most: 2000, title: []string{"there has been an error processing your request"}, text: []string{
		"there has been an error processing your request", "exception printing is disabled by default for security reasons", "an error has happened during application run. see exception log for details",
		"une erreur s'est produite lors du traitement de votre demande", "er is een fout opgetreden bij de verwerking van uw verzoek",
	}},
	{name: "drupal-error", says: siteError, most: 800, text: []string{
		"the website encountered an unexpected error", "the site is currently not available due to technical problems", "uncaught exception thrown in shutdown function", "le site web a rencontré une erreur inattendue", "le site a rencontré une erreur inattendue",
		"de website heeft een onverwachte fout", "er is een onverwachte fout opgetreden op deze website",
	}},
	{name: "joomla-error", says: siteError, most: 1200, text: []string{
		"error displaying the error page", "erreur lors de l'affichage de la page d'erreur", "fout bij het tonen van de foutpagina", "jconfig not found", "no configuration file found and no installation code available",
	}},
	{name: "typo3-error", says: siteError, most: 800, text: []string{
		"oops, an error occurred! code:", "oops, an error occurred! request:", "the requested site could not be loaded", "(1/1) #", "no site configuration found", "no typoscript template found", "no typoscript record found",
	}, title: []string{"typo3 exception", "error! (typo3", "uncaught typo3 exception"}},
	{name: "shopware-error", says: shopError, most: 1500, text: []string{
		"oops! an error has occurred! the following hints should help you", "ups! ein fehler ist aufgetreten! die nachfolgenden hinweise", "ups! ein fehler ist aufgetreten!",
		"oups ! une erreur s'est produite", "oeps! er is een fout opgetreden!",
	}},
	{name: "shopify-unavailable", says: "the shop is not available, says Shopify", most: 1500, text: []string{
		"sorry, this shop is currently unavailable", "sorry, this store is currently unavailable", "désolé, cette boutique n'est actuellement pas disponible",
		"désolé, cette boutique n'est pas disponible actuellement", "désolé, cette boutique est actuellement indisponible", "désolés, cette boutique est actuellement indisponible",
		"sorry, deze winkel is momenteel niet beschikbaar", "sorry, deze shop is momenteel niet beschikbaar", "there was a problem loading this website",
	}},
	{name: "shop-behind-password", says: shopClosed, most: 900, text: []string{"enter using password", "entrer avec un mot de passe", "entrer en utilisant un mot de passe", "toegang met wachtwoord"}, also: []string{"shopify"}},
	{name: "woocommerce-coming-soon", says: shopClosed, most: 600, text: []string{"pardon our dust! we're working on something amazing", "great things are on the horizon something big is brewing"}},
	{name: "phpbb-error", says: siteError, most: 2000, text: []string{"general error sql error [", "erreur générale sql error ["}},
}

const underWork = "the site says that it is under maintenance"

// maintenancePages are shown while somebody works on a site, or has forgotten to end it.
var maintenancePages = []rule{
	{name: "wordpress-maintenance", says: underWork, most: 400, text: []string{
		"briefly unavailable for scheduled maintenance", "momentanément indisponible pour cause de maintenance", "momentanément indisponible pour maintenance",
		"brièvement indisponible pour cause de maintenance", "tijdelijk niet beschikbaar wegens gepland onderhoud", "tijdelijk niet beschikbaar vanwege gepland onderhoud",
		"even niet beschikbaar vanwege gepland onderhoud", "even niet beschikbaar wegens gepland onderhoud", "kort niet beschikbaar wegens gepland onderhoud",
	}},
	{name: "prestashop-maintenance", says: underWork, most: 900, text: []string{
		"we are currently updating our shop and will be back really soon", "we're currently updating our shop and will be back really soon",
		"nous mettons actuellement à jour notre boutique", "nous effectuons une mise à jour de notre boutique et serons bientôt de retour", "nous effectuons actuellement une mise à jour de notre boutique", "nous sommes en train de mettre à jour notre boutique", "notre boutique est momentanément fermée pour cause de maintenance",
		"wij werken momenteel onze winkel bij", "we zijn momenteel onze winkel aan het bijwerken", "we zijn onze webshop aan het bijwerken",
	}},
	{name: "magento-maintenance", says: underWork, most: 900, text: []string{"the server is temporarily unable to service your request due to maintenance downtime", "service temporarily unavailable the server is temporarily unable"}},
	{name: "drupal-maintenance", says: underWork, midway: true, most: 900, text: []string{
		"is currently under maintenance. we should be back shortly", "est actuellement en maintenance. nous devrions être de retour", "est en cours de maintenance. nous devrions être de retour",
		"is momenteel in onderhoud. we zijn spoedig terug", "is momenteel in onderhoud. we zijn zo snel mogelijk terug",
	}},
	{name: "joomla-maintenance", says: underWork, most: 900, text: []string{
		"this site is down for maintenance. please check back again soon", "ce site est en maintenance. merci de revenir ultérieurement", "ce site est en cours de maintenance. merci de revenir",
		"deze website is wegens onderhoud niet beschikbaar", "deze site is offline voor onderhoud",
	}},
	{name: "shopware-maintenance", says: underWork, most: 900, text: []string{
		"der shop ist zur zeit im wartungsmodus", "wir führen gerade eine wartung durch", "we are currently performing maintenance work. please try again later", "our shop is currently in maintenance mode",
		"notre boutique est actuellement en mode maintenance", "onze winkel is momenteel in onderhoudsmodus",
	}},
	{name: "typo3-maintenance", says: underWork, most: 900, text: []string{"this page is temporarily unavailable. we are working on it"}},
	{name: "maintenance", says: underWork, most: 700, title: []string{
		"maintenance mode$", "site maintenance$", "under maintenance$", "site under maintenance$", "site en maintenance$", "en maintenance$", "maintenance en cours$",
		"site en cours de maintenance$", "in onderhoud$", "website in onderhoud$", "site in onderhoud$", "503 maintenance", "down for maintenance$",
	}, text: []string{
		"our website is currently under maintenance", "our site is currently under maintenance", "this website is currently under maintenance", "this site is currently under maintenance",
		"this site is currently undergoing maintenance", "our website is currently undergoing scheduled maintenance", "we are currently undergoing maintenance",
		"we are currently performing scheduled maintenance", "we are currently performing some scheduled maintenance", "our shop is currently under maintenance", "this store is currently under maintenance", "the site is down for maintenance",
		"we'll be back soon! sorry for the inconvenience", "notre site est actuellement en maintenance", "notre site est en cours de maintenance", "notre site est en maintenance",
		"notre site internet est actuellement en maintenance", "le site est actuellement en maintenance", "le site est en cours de maintenance", "ce site est actuellement en maintenance",
		"ce site est en cours de maintenance", "ce site est momentanément indisponible", "notre site est momentanément indisponible", "le site est momentanément indisponible",
		"le site est temporairement indisponible", "notre boutique est actuellement en maintenance", "notre boutique est momentanément indisponible", "site en cours de maintenance",
		"onze website is momenteel in onderhoud", "onze site is momenteel in onderhoud", "deze website is momenteel in onderhoud", "deze site is momenteel in onderhoud",
		"onze webshop is momenteel in onderhoud", "wegens onderhoud is deze website", "wegens onderhoud is onze website", "de website is tijdelijk niet beschikbaar",
		"deze website is tijdelijk niet beschikbaar", "onze website is tijdelijk niet beschikbaar", "de site is tijdelijk niet beschikbaar", "onze webshop is tijdelijk gesloten voor onderhoud",
	}},
	{name: "maintenance", says: underWork, most: 700, title: []string{"maintenance$", "onderhoud$"}, also: []string{
		"back", "unavailable", "offline", "patience", "apologise", "apologize", "inconvenience", "en maintenance", "en cours de maintenance", "indisponible", "de retour", "revenons",
		"revenir", "excuser", "momenteel", "tijdelijk", "niet beschikbaar", "niet bereikbaar", "geduld", "we zijn zo", "we zijn snel", "we zijn spoedig",
	}},
}
