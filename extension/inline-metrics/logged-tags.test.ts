import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canLog, loggedTags } from './logged-tags';

const found = (text: string, language = 'python'): string[] =>
  loggedTags(text, language).map(({ tag, line }) => `${line} ${tag}`);

describe('the tags that a Python program logs', () => {
  it.each([
    ['writer.add_scalar("loss/train", loss.item(), step)', 'loss/train'],
    ["writer.add_scalar('loss/train', loss, step)", 'loss/train'],
    ['writer.add_scalar(tag="loss", scalar_value=f(a, b))', 'loss'],
    ['self.log("train_loss", loss, prog_bar=True)', 'train_loss'],
    ['wandb.log({"loss": loss})', 'loss'],
    ['optiscope.log({"loss": loss}, step=step)', 'loss'],
    ['run.log({"loss": loss})', 'loss'],
    ['log({"loss": loss})', 'loss'],
    ['mlflow.log_metric("loss", loss)', 'loss'],
    ['mlflow.log_metrics({"loss": loss})', 'loss'],
    ['tf.summary.scalar("loss", loss, step=step)', 'loss'],
    ['run.track(loss, name="loss", context={"a": 1})', 'loss'],
    ['writer.add_scalar(r"loss", loss)', 'loss'],
    ['writer.add_scalar(f"loss", loss)', 'loss'],
    ['if not nan(loss): log("loss", loss)', 'loss'],
  ])('%s', (text, tag) => {
    expect(found(text)).toEqual([`0 ${tag}`]);
  });

  it.each([
    ['a message', 'log("it has begun")'],
    ['a message of a level', 'logging.log(logging.INFO, "loss", x)'],
    ['a logarithm', 'np.log(x) + math.log(2, 3)'],
    ['a name that is known only as it runs', 'log(f"{split}/loss", loss); log(name, loss)'],
    ['a part of a name', 'log("loss" + suffix, loss); log({"loss" + suffix: loss})'],
    ['a comment', '# log("loss", loss)'],
    ['a documentation string', '"""\nlog("loss", loss)\n"""'],
    ['a variable as a key', 'log({loss: 1, **more})'],
    ['an escape', 'log("lo\\x73s", loss)'],
    ['another call', 'catalog("loss", loss); log.info("loss", loss)'],
    ['what is not finished', 'log({"loss'],
  ])('are none of %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('stand on the lines of their keys', () => {
    const text = [
      'wandb.log(',
      '  {',
      '    "train/loss": loss,  # of the batch, {"no": 1}',
      '    "train/accuracy": (pred == y).float().mean([0, 1]),',
      "    'lr': schedule(step)[0],",
      '    **more,',
      '    "val": {"loss": val_loss, "deep": {"accuracy": accuracy}},',
      '  },',
      '  step=step,',
      ')',
      '',
      'log({"a": 1, "b": 2})',
    ].join('\r\n');
    expect(found(text)).toEqual([
      '2 train/loss',
      '3 train/accuracy',
      '4 lr',
      '6 val/loss',
      '6 val/deep/accuracy',
      '11 a',
      '11 b',
    ]);
  });

  it('are those of a call behind text that spans lines', () => {
    expect(found("x = '''a\n'b'\n'''\ny = 'open\nlog('loss', y)")).toEqual(['4 loss']);
  });
});

describe('the tags that a TypeScript or JavaScript program logs', () => {
  it.each([
    ['log("loss", loss);', ['loss']],
    [
      'run.log({ loss, accuracy: 1 - error, "val/loss": valLoss, ...more });',
      ['loss', 'accuracy', 'val/loss'],
    ],
    ['await logger.logMetric(`loss`, loss);', ['loss']],
    ['writer.addScalar("loss/train", loss.dataSync()[0], step);', ['loss/train']],
    ['log({ val: { loss } });', ['val/loss']],
    ['const f = /["\']\\//; log("loss", a / b / c);', ['loss']],
    ['const half = all / 2; log("loss", 1 / half);', ['loss']],
    ['log(`${split}/loss`, loss);', []],
    ['console.log("loss", loss);', []],
    ['console.log({ loss });', []],
    ['Math.log(x);', []],
    ['// log("loss", loss)\n/* log("loss",\n loss) */', []],
    ['log({ [name]: loss, [a]: b });', []],
    ['log({ loss() { return 1; } });', []],
  ] as const)('%s', (text, tags) => {
    expect(found(text, 'typescript')).toEqual(tags.map((tag) => `0 ${tag}`));
    expect(found(text, 'javascriptreact')).toEqual(tags.map((tag) => `0 ${tag}`));
  });
});

describe('a program that is being typed', () => {
  it('is read to its end, whatever stands there', () => {
    const piece = fc.constantFrom(
      ...[
        'log',
        '(',
        ')',
        '{',
        '}',
        '[',
        '"',
        "'",
        '"""',
        '`',
        'f"',
        '/',
        '\\',
        '\n',
        ',',
        ':',
        'a',
        '#',
        '${',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n').length;
        for (const language of ['python', 'typescript'])
          for (const { tag, line } of loggedTags(text, language)) {
            expect(tag).not.toBe('');
            expect(line).toBeLessThan(lines);
          }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('logs nothing in other languages', () => {
    expect(found('log("loss", loss)', 'optim')).toEqual([]);
    expect(['python', 'typescript', 'optim', 'toString'].map(canLog)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
