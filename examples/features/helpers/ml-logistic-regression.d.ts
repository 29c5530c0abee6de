/** The package comes without types. Only what is used here. */
declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";

  /** One for each class: this class, or another. */
  interface Classifier {
    readonly weights: Matrix;
  }

  class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    readonly classifiers: readonly Classifier[];
    /** Learns from rows of features and a column of classes, counted from 0. */
    train(features: Matrix, classes: Matrix): void;
  }

  export default LogisticRegression;
}
