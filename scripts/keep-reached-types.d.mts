export declare function keepReachedTypes(folder: string, entry: string): number;
