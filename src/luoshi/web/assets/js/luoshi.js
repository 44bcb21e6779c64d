import "htmx.org";

import "./charts_loader.js";
import "./dialogs.js";
import "./grid.js";
import "./keys.js";
import "./live.js";
import "./offline.js";
import "./reader.js";
import "./tables.js";
import "./tabs.js";
import "./ticks.js";
