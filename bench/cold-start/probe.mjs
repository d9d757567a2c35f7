// The process that is measured. It is plain JavaScript, because type stripping would be part of the measured time.
// It loads the module named on its command line, and prints the milliseconds since the process began: elapsed time and
// processor time.
const [module] = process.argv.slice(2);
if (module) await import(module);
const wall = performance.now();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
// Without exit(), clients with keep-alive timers would keep the process running.
process.exit(0);
