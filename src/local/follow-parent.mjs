// Loaded into the server's process. Ends it with the process that started it, even if that one is killed.
process.on('disconnect', () => process.exit());
// If the start failed, this channel must not keep the process alive.
process.channel?.unref();
