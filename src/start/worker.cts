import load = require('./load.cjs');

load.loadBundle().bundle.work();
