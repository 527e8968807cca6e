import { cifar10 } from './cifar10.mjs';
import { fashionMnist } from './fashion-mnist.mjs';
import { imdb } from './imdb.mjs';
import { mnist } from './mnist.mjs';

/** The datasets that can be prepared. The first is part of every build. */
export const sources = [mnist, fashionMnist, cifar10, imdb];

export { mnist as bundled };
