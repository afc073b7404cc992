// Loaded into the server's process: ends it with the process that started it, even if that one was killed.
process.on('disconnect', () => process.exit());
// Listening alone must not keep a process alive that has failed to start.
process.channel?.unref();
