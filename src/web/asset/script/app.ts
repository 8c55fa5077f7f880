// The script of the portals: small improvements to pages that work without it.
import "./copy";
import "./chart";
import "./live";
import "./stream";
import "./table";
import "./keys";
import "./follow";
import "./page";
import "./plan";
import "./reload";
