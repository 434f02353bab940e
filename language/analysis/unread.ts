import { isUnread, type Operand, type Program } from '../ir/program';
import { operandKey } from '../ir/structure';
import { oncePer } from './once';

/**
 * Of a program with errors: whether a value is made of nothing that could not be read, so that what the analyses say
 * of it holds. A slot counts where what is stored in it does; a hyperparameter and `lr` where all that uses them does,
 * since they take their units from there.
 */
export const readParts = oncePer((program: Program): ((operand: Operand) => boolean) => {
  const { train, slots } = program;
  const unread = new Set<string>();
  const isLost = (operand: Operand): boolean =>
    isUnread(operand) || unread.has(operandKey(operand));
  for (let before = -1; before !== unread.size;) {
    before = unread.size;
    for (const { id, args, guard } of train.statements)
      if (args.some(isLost) || (guard && isLost(guard))) unread.add(`#${id}`);
    slots.forEach(({ name, initial }, i) => {
      const stored = train.results[i + 1];
      const isKept = stored.from === 'slot' && stored.name === name;
      const startsLost = initial?.statements.some(({ args }) => args.some(isUnread)) ?? false;
      if (isKept || startsLost || isLost(stored)) unread.add(operandKey({ from: 'slot', name }));
    });
  }
  const takesUnit = ({ from }: Operand): boolean => from === 'hyper' || from === 'input';
  const used = new Set<string>();
  const misused = new Set<string>();
  for (const { id, args } of train.statements)
    for (const arg of args.filter(takesUnit))
      (unread.has(`#${id}`) ? misused : used).add(operandKey(arg));
  const isUpdateLost = isLost(train.results[0]);
  return (operand) => {
    if (operand.from === 'input' && operand.name !== 'lr') return true;
    if (operand.from === 'input' && isUpdateLost) return false;
    if (takesUnit(operand))
      return used.has(operandKey(operand)) && !misused.has(operandKey(operand));
    return !isLost(operand);
  };
});
