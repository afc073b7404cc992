import { addCopyButtons } from './copy.ts';
import { followContents } from './navigation.ts';
import { chooseLanguage, nameTheService } from './samples.ts';
import { askForToken } from './token.ts';
import { letTry } from './try-it.ts';

nameTheService();
chooseLanguage();
addCopyButtons();
followContents();
letTry(askForToken());
