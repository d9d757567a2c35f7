// The process that is measured. Plain JavaScript: stripping types would be part of what it takes.
// Prints milliseconds since the process began, and of CPU, once the module named on its command line is loaded.
const [module] = process.argv.slice(2);
if (module) await import(module);
const wall = performance.now();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
// Clients with keep-alive timers must not hold up the benchmark.
process.exit(0);
