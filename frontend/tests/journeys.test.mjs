// Whole journeys in a browser, each part in a file of its own.
import "./journeys/ways.mjs";
import "./journeys/inplace.mjs";
