// Stands in for a worker: ends itself on mails that say so.
process.on('message', (message) => {
  if (message.kind !== 'mail') return;
  const { raw } = message;
  const text = Buffer.from(raw.bytes).toString();
  if (text.includes('crash always')) process.kill(process.pid, 'SIGKILL');
  if (text.includes('crash with status')) process.exit(7);
  if (text.includes('abort')) process.abort();
  if (text.includes('throw')) throw new Error('nobody catches this');
  if (text.includes('grow')) for (const all = []; ;) all.push(new Array(1e6).fill(0.5));
  const outcome = {
    index: raw.index,
    name: 'x',
    text: text.trim(),
    kind: 'patch',
    isAnalysed: true,
    findings: 0,
    sure: 0,
    notes: '',
  };
  process.send({ kind: 'outcome', outcome, memory: 0 });
});
process.on('disconnect', () => process.exit());
