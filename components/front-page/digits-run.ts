/**
 * Validation accuracy by trial number of one run of `npm run demo`: a network on handwritten digits, quasi-random search,
 * four workers. The front page draws it.
 */
export const digitsRun: readonly number[] = [
  0.098, 0.931, 0.8775, 0.9733, 0.8708, 0.7684, 0.9376, 0.8241, 0.657, 0.3007, 0.9399, 0.9376, 0.7906, 0.9109, 0.9577,
  0.1024, 0.4699, 0.9532, 0.9577, 0.931, 0.9532, 0.2517, 0.971, 0.922, 0.8062, 0.971, 0.0891, 0.9154, 0.9621, 0.3452,
  0.9733, 0.8597, 0.9065, 0.9443, 0.9666, 0.8352, 0.9644, 0.1982, 0.9644, 0.9666,
];
