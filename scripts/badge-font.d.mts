export declare const firstCharacter: number;
export declare function badgeNames(): string[];
export declare function makeBadgeFont(): Promise<Buffer>;
