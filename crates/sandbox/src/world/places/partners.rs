//! Our own places, and everyone we deal with who is not a customer. All invented.

use super::PartnerRow;
use crate::world::location::{Country, LocationType};

macro_rules! partners {
    ($($number:literal $name:literal $short:literal $kind:ident, $street:literal $postal:literal $city:literal $country:ident;)+) => {
        &[$(PartnerRow {
            number: $number,
            name: $name,
            short: $short,
            kind: LocationType::$kind,
            street: $street,
            postal_code: $postal,
            city: $city,
            country: Country::$country,
        }),+]
    };
}

/// Our own places, auctions, growers and the rest. `10105` is also a FreshPortal customer's number: another party's.
pub const PARTNERS: &[PartnerRow] = partners! {
    "0001"  "Duinhof Bloemenexport, dock Aalsmeer" "Duinhof dock"    CompanyLocation, "Legmeerdijk 402"        "1431 GC" "Aalsmeer"       Netherlands;
    "0002"  "Duinhof Bloemenexport, depot Venlo"   "Duinhof Venlo"   CompanyLocation, "Venrayseweg 218"        "5928 RH" "Venlo"          Netherlands;
    "0003"  "Duinhof Bloemenexport, wash hall"     "Duinhof wash"    CompanyLocation, "Legmeerdijk 406"        "1431 GC" "Aalsmeer"       Netherlands;
    "9000"  "Opening balances"                     "Opening"         Administrative,  "Legmeerdijk 402"        "1431 GC" "Aalsmeer"       Netherlands;
    "S900"  "Karrenkliniek De Kwakel"              "Karrenkliniek"   ServiceCenter,   "Noorddammerweg 77"      "1424 NX" "De Kwakel"      Netherlands;
    "A010"  "Veiling Noordkust"                    "Noordkust"       Auction,         "Veilingweg 1"           "1738 CB" "Waarland"       Netherlands;
    "A020"  "Bloemenveiling Maasduin"              "Maasduin"        Auction,         "Klokkenlaan 20"         "5971 NN" "Grubbenvorst"   Netherlands;
    "L0201" "Kwekerij Van der Poel Rozen"          "Vd Poel Rozen"   Supplier,        "Zijdweg 33"             "2671 LJ" "Naaldwijk"      Netherlands;
    "L0204" "Gebroeders Oudshoorn Chrysanten"      "Oudshoorn"       Supplier,        "Galgeweg 81"            "2691 MG" "'s-Gravenzande" Netherlands;
    "L0207" "Kwekerij Lentevreugd Tulpen"          "Lentevreugd"     Supplier,        "Westerweg 190"          "1704 DM" "Heerhugowaard"  Netherlands;
    "L0211" "Orchideeënkwekerij Amstelzicht"       "Amstelzicht"     Supplier,        "Hoofdweg 612"           "2131 MM" "Hoofddorp"      Netherlands;
    "L0215" "Potplanten De Wildenborch"            "Wildenborch"     Supplier,        "Molenweg 14"            "6133 XM" "Sittard"        Netherlands;
    "L0220" "Gärtnerei Niederrhein Stauden"        "Niederrhein"     Supplier,        "Kevelaerer Straße 55"   "47638"   "Straelen"       Germany;
    "L0223" "Pépinières du Val d'Authion"          "Val d'Authion"   Supplier,        "18 route de la Levée"   "49250"   "Beaufort"       France;
    "10105" "Kwekerij De Zonnehoek Gerbera"        "Zonnehoek"       Supplier,        "Burgerweg 9"            "2678 KX" "De Lier"        Netherlands;
};

/// Carriers, who drive for us.
pub const CARRIERS: &[PartnerRow] = partners! {
    "V301"  "Rooyakkers Bloementransport"          "Rooyakkers"      Carrier,         "Witteweg 60"            "1431 GZ" "Aalsmeer"       Netherlands;
    "V302"  "De Vries en Zoon Koeltransport"       "De Vries koel"   Carrier,         "Randweg 5"              "1422 ND" "Uithoorn"       Netherlands;
    "V305"  "Rheinland Blumenlogistik"             "Rheinland Log"   Carrier,         "Hafenstraße 12"         "47809"   "Krefeld"        Germany;
    "V308"  "Transports Fleurivoy"                 "Fleurivoy"       Carrier,         "4 rue du Fret"          "94150"   "Rungis"         France;
    "V311"  "Fenland Flower Haulage"               "Fenland"         Carrier,         "27 Drove Road"          "PE11 2DD" "Spalding"      UnitedKingdom;
};
