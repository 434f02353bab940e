import { builtInCatalogue } from './built-in-catalogue';
import { superviseUntilIdle } from './process';

void superviseUntilIdle(builtInCatalogue);
