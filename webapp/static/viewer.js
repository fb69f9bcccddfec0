// The viewer of a case's pages.
"use strict";
