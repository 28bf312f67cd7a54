// Package bench measures the index, and others beside it, on listings that it
// makes itself.
//
// The listings are made one at a time from one seed, the nth always the same:
//
//   - words: 20,000 background words by Zipf's law (weight (2.7+k)^-1.07), 50
//     of them everyday ones and the rest invented, and 103 activities with 30
//     words of their own and 30 lent from the background ((2+k)^-1.2);
//   - a name of 3 to 8 words, one of them the main activity, 40 in 100 of the
//     others from its words; a description of 40 to 120 words, 22 in 100 from
//     the main activity's words, 12 from those of any of its activities, the
//     rest from the background; 3 to 8 of 300 activity tags, popularity falling
//     with the 0.6th power;
//   - places: 300 towns, 40 of them cities where they are, the nth with the
//     weight 1/(n+1), points scattered normally, 12 km in the largest and with
//     the root of the weight in others; 8 in 100 scattered 25 km around; an
//     organisation has 3 listings and a hall, where 3 in 5 of them are; 8 in
//     100 listings have 2 or 3 places; 3 in 100 are online alone and serve
//     everywhere, a council area or 10 to 40 km around a town;
//   - facts: each access feature at one place in 4; free 40, priced 45, nothing
//     said 15 in 100; weekly on 1 to 3 days 85, monthly 5, unknown 10; an age
//     limit for 35; languages said by 30, a second one by 8; led by peers or by
//     lived experience 10; checked within two years 70; closed or inactive 2.
//
// Organisations' names and halls add a few words more.
package bench
