import { EigenvalueDecomposition, Matrix } from "ml-matrix";

export interface SymmetricEigen {
  /** Row by row; column k is the eigenvector of values[k], of length 1. */
  readonly vectors: number[];
  readonly values: number[];
}

/** Eigenvalues and -vectors of a small symmetric matrix, given row by row. Off the hot path: O(n^3) without our kernels. */
export function symmetricEigen(matrix: readonly number[], dimension: number): SymmetricEigen {
  if (dimension === 0) return { vectors: [], values: [] };
  const found = new EigenvalueDecomposition(Matrix.from1DArray(dimension, dimension, matrix as number[]), {
    assumeSymmetric: true, // the array is only read
  });
  return { vectors: found.eigenvectorMatrix.to1DArray(), values: found.realEigenvalues };
}
