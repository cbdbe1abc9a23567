//! Everyone we deliver to. All invented.

use super::{CustomerRow, Habit, Trade};
use crate::world::location::{BalanceOperationMode, Country};
use crate::world::packaging::Link;

macro_rules! customers {
    ($($freshportal:literal $link:ident $number:expr, $parent:expr; $name:literal $short:literal $street:literal $postal:literal $city:literal $country:ident $trade:ident $habit:ident $mode:ident $enabled:literal;)+) => {
        &[$(CustomerRow {
            freshportal: $freshportal,
            number: $number,
            link: Link::$link,
            parent: $parent,
            name: $name,
            short: $short,
            street: $street,
            postal_code: $postal,
            city: $city,
            country: Country::$country,
            trade: Trade::$trade,
            habit: Habit::$habit,
            mode: BalanceOperationMode::$mode,
            enabled: $enabled,
        }),+]
    };
}

/// Customers and their branches, a head office before its branches.
pub const CUSTOMERS: &[CustomerRow] = customers! {
    // The Netherlands
    "10012" External    Some("C0412"), None; "Bloemenatelier Zonnedael"          "Zonnedael"       "Herenweg 118"          "2361 ES" "Warmond"      Netherlands Florist      Prompt   NoRestriction true;
    "10015" External    Some("C0415"), None; "De Groene Linde Bloemen"           "Groene Linde"    "Dorpsstraat 21"        "3732 HH" "Den Dolder"   Netherlands Florist      Steady   NoRestriction true;
    "10019" External    Some("C0419"), None; "Bloemenhuis Ter Aa"                "Ter Aa"          "Markt 4"               "5701 RJ" "Helmond"      Netherlands Florist      Overdue  NoRestriction true;
    "10023" External    Some("C0423"), None; "Tuincentrum De Vijfhoek"           "De Vijfhoek"     "Rijksweg 310"          "7011 DX" "Gaanderen"    Netherlands GardenCentre Steady   NoRestriction true;
    "10023" External    Some("C0423-1"), Some("C0423"); "Tuincentrum De Vijfhoek Zutphen"  "Vijfhoek Zut"  "Den Elterweg 40"  "7207 AK" "Zutphen"  Netherlands GardenCentre Slow     NoRestriction true;
    "10023" External    Some("C0423-2"), Some("C0423"); "Tuincentrum De Vijfhoek Deventer" "Vijfhoek Dev"  "Zweedsestraat 8"  "7418 BC" "Deventer" Netherlands GardenCentre Overdue  NoRestriction true;
    "10027" External    Some("C0427"), None; "Groothandel Lelieveld"             "Lelieveld"       "Handelsweg 59"         "2404 CD" "Alphen"       Netherlands Wholesale    Prompt   NoRestriction true;
    "10031" External    Some("C0431"), None; "Bloemenkiosk Het Perron"           "Het Perron"      "Stationsplein 2"       "3511 ED" "Utrecht"      Netherlands Florist      Swapping ExchangeOnly  true;
    "10035" SameNumber  Some("10035"), None; "Bloem en Blad Kampen"              "Bloem en Blad"   "Oudestraat 97"         "8261 CH" "Kampen"       Netherlands Florist      Steady   NoRestriction true;
    "10048" SameNumber  Some("10048"), None; "Tuinwereld Wouda"                  "Wouda"           "Stadsweg 12"           "8447 AC" "Heerenveen"   Netherlands GardenCentre Piling   NoRestriction true;
    "10052" MappingFile Some("C0460"), None; "Cash and carry Bloemenhal Zuid"    "Bloemenhal"      "Hurksestraat 64"       "5652 AL" "Eindhoven"    Netherlands Wholesale    Piling   NoRestriction true;
    "10056" External    Some("C0456"), None; "Rozenboetiek Madelief"             "Madelief"        "Kerkstraat 15"         "4331 JW" "Middelburg"   Netherlands Florist      Surplus  NoRestriction true;
    "10061" External    Some("C0461"), None; "Bloemisterij Van Loon sinds 1931"  "Van Loon"        "Langestraat 140"       "3811 AK" "Amersfoort"   Netherlands Florist      Slow     BalanceRestriction true;
    "10064" External    Some("C0464"), None; "Supermarkten Dagverkoop, DC West"  "Dagverkoop"      "Industrieweg 300"      "2712 LB" "Zoetermeer"   Netherlands Wholesale    Steady   NoRestriction true;
    "10064" External    Some("C0464-2"), Some("C0464"); "Supermarkten Dagverkoop, DC Oost" "Dagverkoop O" "Innovatielaan 19" "8013 RJ" "Zwolle"   Netherlands Wholesale    Prompt   NoRestriction true;
    "10068" External    Some("C0468"), None; "Bloemenmagazijn Oudegracht"        "Oudegracht"      "Oudegracht 205"        "1811 CG" "Alkmaar"      Netherlands Florist      Dormant  NoRestriction false;
    "10072" External    Some("C0472"), None; "Plantencentrum Heidehof"           "Heidehof"        "Amersfoortseweg 88"    "7346 AA" "Hoog Soeren"  Netherlands GardenCentre Newcomer NoRestriction true;
    "10076" MappingFile Some("C0499"), None; "Bloemsierkunst Van Nispen tot Pannerden & Dochters" "Van Nispen" "Willemstraat 31" "6882 KC" "Velp" Netherlands Florist  Steady   NoRestriction true;
    // Germany
    "10101" External    Some("C0501"), None; "Blumenhaus Rosenthal"              "Rosenthal"       "Lindenallee 44"        "45127"   "Essen"        Germany     Florist      Steady   NoRestriction true;
    "10105" External    Some("C0505"), None; "Gartencenter Am Ruhrufer"          "Am Ruhrufer"     "Mendener Straße 130"   "45470"   "Mülheim"      Germany     GardenCentre Slow     NoRestriction true;
    "10105" External    Some("C0505-1"), Some("C0505"); "Gartencenter Am Ruhrufer, Filiale Moers" "Ruhrufer Moers" "Klever Straße 9" "47441" "Moers" Germany GardenCentre Steady NoRestriction true;
    "10105" External    Some("C0505-2"), Some("C0505"); "Gartencenter Am Ruhrufer, Filiale Wesel" "Ruhrufer Wesel" "Reeser Landstraße 61" "46483" "Wesel" Germany GardenCentre Prompt NoRestriction true;
    "10109" External    Some("C0509"), None; "Blumengroßhandel Hansen und Petersen" "Hansen Peters" "Großmarktring 7"      "20097"   "Hamburg"      Germany     Wholesale    Overdue  NoRestriction true;
    "10114" External    Some("C0514"), None; "Floristik Jasmin Köhler"           "Jasmin Köhler"   "Hauptstraße 3"         "50226"   "Frechen"      Germany     Florist      Prompt   NoRestriction true;
    "10118" SameNumber  Some("10118"), None; "Pflanzenwelt Sauerland"            "Sauerland"       "Ruhrstraße 71"         "59872"   "Meschede"     Germany     GardenCentre Steady   NoRestriction true;
    "10122" External    Some("C0522"), None; "Blütenwerk Münster"                "Blütenwerk"      "Hammer Straße 219"     "48153"   "Münster"      Germany     Florist      Swapping NoRestriction true;
    "10127" External    Some("C0527"), None; "Grünmarkt Leipzig Großhandel"      "Grünmarkt"       "Messe-Allee 18"        "04356"   "Leipzig"      Germany     Wholesale    Slow     NoRestriction true;
    "10131" MappingFile Some("C0590"), None; "Blumen Bergmann"                   "Bergmann"        "Bahnhofstraße 12"      "34117"   "Kassel"       Germany     Florist      Overdue  NoRestriction true;
    // France
    "10201" External    Some("C0601"), None; "Les Fleurs de Camille"             "Camille"         "7 rue des Halles"      "59800"   "Lille"        France      Florist      Steady   NoRestriction true;
    "10205" External    Some("C0605"), None; "Jardinerie du Vieux Moulin"        "Vieux Moulin"    "112 route d'Amiens"    "80480"   "Dury"         France      GardenCentre Slow     NoRestriction true;
    "10205" External    Some("C0605-1"), Some("C0605"); "Jardinerie du Vieux Moulin, Beauvais" "Moulin Beauvais" "5 avenue de Rouen" "60000" "Beauvais" France GardenCentre Piling NoRestriction true;
    "10209" External    Some("C0609"), None; "Marché de gros Fleurs Rungis Sud"  "Rungis Sud"      "34 avenue des Roses"   "94150"   "Rungis"       France      Wholesale    Steady   NoRestriction true;
    "10213" External    Some("C0613"), None; "Atelier Pivoine"                   "Pivoine"         "19 rue Saint-Jean"     "14000"   "Caen"         France      Florist      Prompt   NoRestriction true;
    "10217" SameNumber  Some("10217"), None; "Végétal et Compagnie"              "Végétal et Cie"  "3 place du Marché"     "51100"   "Reims"        France      Florist      Overdue  NoRestriction true;
    "10221" External    Some("C0621"), None; "Grossiste Florissimo Lyon"         "Florissimo"      "88 rue de Gerland"     "69007"   "Lyon"         France      Wholesale    Prompt   NoRestriction true;
    // Great Britain
    "10301" External    Some("C0701"), None; "Petal and Thorn Florists"          "Petal & Thorn"   "14 High Street"        "CT1 2JE" "Canterbury"   UnitedKingdom Florist      Steady   NoRestriction true;
    "10304" External    Some("C0704"), None; "Hollyhock Garden Centre"           "Hollyhock"       "Colchester Road"       "CO6 4PB" "Halstead"     UnitedKingdom GardenCentre Slow     NoRestriction true;
    "10304" External    Some("C0704-1"), Some("C0704"); "Hollyhock Garden Centre, Sudbury" "Hollyhock Sud" "Newton Road 2" "CO10 2RL" "Sudbury"  UnitedKingdom GardenCentre Steady   NoRestriction true;
    "10308" External    Some("C0708"), None; "Severn Wholesale Flowers"          "Severn"          "Unit 6, Dock Lane"     "BS11 9DQ" "Avonmouth"   UnitedKingdom Wholesale    Overdue  NoRestriction true;
    "10312" External    Some("C0712"), None; "The Willow Basket"                 "Willow Basket"   "2 Market Place"        "NR1 3ND" "Norwich"      UnitedKingdom Florist      Prompt   NoRestriction true;
    "10316" External    Some("C0716"), None; "Fenway Plants and Gardens"         "Fenway"          "41 Spalding Road"      "PE10 9LE" "Bourne"      UnitedKingdom GardenCentre Prompt   NoRestriction true;
    "10320" MappingFile Some("C0790"), None; "Thistle and Rose Edinburgh"        "Thistle Rose"    "63 Leith Walk"         "EH6 8LS" "Edinburgh"    UnitedKingdom Florist      Slow     NoRestriction true;
    // Known to FreshPortal only.
    "10990" Missing     None, None; "Bloemenstal Pop-up Zeedijk"                 "Pop-up"          "Zeedijk 6"             "1012 AX" "Amsterdam"    Netherlands Florist      Newcomer NoRestriction true;
};
