/*! Node.js Integration for Drupal, built from packages/chatroom: do not edit. MIT; LICENSES.txt names what it bundles. */
(function(){function e(e){return typeof e==`object`&&e?e:void 0}function t(e){return Number.isSafeInteger(e)&&e>=0}function n(e){return typeof e==`string`}let r=[`smileys`,`people`,`animals`,`food`,`travel`,`activities`,`objects`,`symbols`,`flags`];function i(e){let t=e??{};return r.flatMap(e=>{let n=t[e];return Array.isArray(n)?[{name:e,emojis:n.flatMap(e=>a(e)??[])}]:[]})}function a(e){if(!Array.isArray(e))return;let[t,r,i=``,a=``,s=``]=e;if([t,r,i,a,s].every(n))return{emoji:String(t),name:String(r),shortcodes:o(i),tags:String(a),skins:o(s)}}function o(e){return String(e).split(` `).filter(e=>e!==``)}function s(e,t,n){let r=t.toLowerCase(),[i,a]=[[],[]];for(let t of e.flatMap(({emojis:e})=>e))[t.name,...t.shortcodes].some(e=>e.startsWith(r))?i.push(t):`${t.name} ${t.shortcodes.join(` `)} ${t.tags}`.includes(r)&&a.push(t);return[...i,...a].slice(0,n)}var c=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Map;#i;constructor(e){this.#e=e,this.#t=[e.onJoin(e=>this.#o(e.client,e)),e.onLeave(({client:e})=>this.#o(e,void 0)),e.onState(e=>{e===`up`&&this.#a()})]}onChange(e){return this.#n.add(e),e(this),()=>{this.#n.delete(e)}}get presence(){return this.#i??=l(this.#r.values()),this.#i}close(){for(let e of this.#t)e();this.#n.clear()}async#a(){try{let e=await this.#e.list();this.#r=new Map(e.map(e=>[e.client,e])),this.#s()}catch{}}#o(e,t){t?this.#r.set(e,t):this.#r.delete(e),this.#s()}#s(){this.#i=void 0;for(let e of this.#n)e(this)}};function l(e){let t=/* @__PURE__ */ new Map,n=0;for(let{user:r,info:i}of e)r===``?n+=1:t.set(r,{uid:Number(r),name:u(i)??r});let{compare:r}=new Intl.Collator;return{people:[...t.values()].sort((e,t)=>r(e.name,t.name)),guests:n}}function u(t){let{name:r}=e(t)??{};return n(r)&&r!==``?r:void 0}function d({body:e,reply_to:t,thread:n,files:r=[]}){return{body:e,...t!==void 0&&{reply_to:t},...n!==void 0&&{thread:n},...r.length>0&&{files:r}}}let f=[`text`,`me`,`bot`,`system`];function p(r){let i=e(r);if(!i)return;let{seq:a,changed:o,mid:s,uid:c,created:l,client_id:u,name:d,kind:f,body:p,html:m}=i;if(!(t(a)&&t(o)&&t(s)&&t(c)&&t(l))||!(n(u)&&n(d)&&n(p)&&n(m)&&re(f))||a===0||o<a)return;let h=te(i.reactions),g=ne(i.files),{mentions:_,calls:ie}=i;return{seq:a,changed:o,mid:s,client_id:u,uid:c,name:d,kind:f,body:p,html:m,created:l,...ee(i),...Array.isArray(_)&&{mentions:_.filter(t)},...(ie===`all`||ie===`here`)&&{calls:ie},...h.length>0&&{reactions:h},...g.length>0&&{files:g}}}function m(e){if(!Array.isArray(e))return;let t=e.map(p).filter(e=>e!==void 0);return t.length===e.length?t:void 0}let h=[`reply_to`,`thread`,`replies`,`edited`,`deleted`,`pinned`];function ee(e){let n={};for(let r of h){let i=e[r];t(i)&&i>0&&(n[r]=i)}return n}function te(r){return Array.isArray(r)?r.flatMap(r=>{let{emoji:i,count:a,uids:o}=e(r)??{};return!n(i)||!t(a)||!Array.isArray(o)?[]:[{emoji:i,count:a,uids:o.filter(t)}]}):[]}function ne(r){return Array.isArray(r)?r.flatMap(r=>{let{fid:i,name:a,type:o,size:s,width:c,height:l}=e(r)??{};return!t(i)||!n(a)||!n(o)||!t(s)?[]:[{fid:i,name:a,type:o,size:s,...t(c)&&t(l)&&c>0&&l>0&&{width:c,height:l}}]}):[]}function re(e){return f.includes(e)}function g(n){let{epoch:r,seq:i,lines:a}=e(n)??{},o=m(a);if(typeof r==`string`&&t(i)&&i!==0&&o)return{epoch:r,seq:i,lines:o}}function _(t){let n=e(t),r=oe(n),i=m(n?.lines);if(n&&r&&i)return{...r,older:n.older===!0,newer:n.newer===!0,lines:i}}function ie(n){let r=e(n),i=oe(r),a=m(r?.lines);if(r&&i&&a&&t(r.to_seq))return{...i,to_seq:r.to_seq,more:r.more===!0,lines:a}}function ae(n){let{client_id:r,mid:i,seq:a,created:o}=e(n)??{};if(typeof r==`string`&&t(i)&&t(a)&&t(o))return{client_id:r,mid:i,seq:a,created:o}}function oe(e){let{epoch:n,head_seq:r,may_write:i}=e??{};if(typeof n==`string`&&t(r))return{epoch:n,head_seq:r,may_write:i===!0}}let se=(e,t)=>{let n=setTimeout(e,t);return()=>clearTimeout(n)};var ce=class{#e;#t;#n=0;#r;constructor(e,t){this.#e=e,this.#t=t}pause(){let e=this.#t()*Math.min(3e4,500*2**this.#n);return this.#n+=1,new Promise(t=>{let n=this.#e(()=>this.#r?.(),e);this.#r=()=>{n(),this.#r=void 0,t()}})}reset(){this.#n=0,this.#r?.()}};let le={invalidRequest:1400,readOnly:1403,unknownRoom:1404,unknownLine:1405,tooManyReactions:1406,notAllowed:1407,muted:1408,clientIdTaken:1409,unknownFile:1410,emptyLine:1411,controlCharacter:1412,lineTooLong:1413,unknownAccount:1414,refusedBySite:1415,storeUnavailable:1500,tooManyWaiting:1501,tooFast:1502,slowRoom:1503};function ue(e){let{code:t,message:n,temporary:r}=typeof e==`object`&&e?e:{},i=typeof t==`number`?t:0;return{code:i,message:typeof n==`string`?n:`no answer`,isTemporary:r===!0||i<100||i>=1500}}function de(r){let{type:i,uid:a,name:o,title:s,status:c,slow:l}=e(r)??{};if(i===`typing`&&t(a)&&n(o))return{type:i,uid:a,name:o};if(i===`settled`&&n(s)&&t(l)&&(c===`open`||c===`readonly`||c===`archived`))return{type:i,title:s,status:c,slow:l}}var fe=class{#e;#t;constructor(e){this.#e=e}older(){let{log:e}=this.#e;return this.#n(`older`,async()=>{let t=e.window.lines[0]?.seq;t!==void 0&&e.window.hasOlder&&e.prepend(await this.#r({before:t}),t)})}newer(){let{log:e}=this.#e;return this.#n(`newer`,async()=>{let t=e.window.lines.at(-1)?.seq;t!==void 0&&e.window.hasNewer&&e.append(await this.#r({after:t}),t)})}goTo(e){return this.#n(`to ${e}`,async()=>this.#e.log.show(await this.#r({around:e})))}goToEnd(){let{log:e}=this.#e;return this.#n(`to the end`,async()=>{e.window.hasNewer&&e.show(await this.#r({}))})}#n(e,t){if(this.#t?.wish===e)return this.#t.done;let n=(this.#t?.done.catch(()=>void 0)??Promise.resolve()).then(t).finally(()=>{this.#t?.done===n&&(this.#t=void 0),this.#e.turned()});return this.#t={wish:e,done:n},n}async#r(e){let{log:t,history:n}=this.#e,r=await n(e);for(;t.isStale(r);)r=await n(e);return r}},pe=class{#e;#t=0;#n=/* @__PURE__ */ new Map;get last(){return this.#e===void 0?void 0:this.#e-1}get isBehind(){return this.#e===void 0||this.#t>=this.#e}receive(e){return this.#t=Math.max(this.#t,e.seq),this.#e!==void 0&&e.seq<this.#e?[]:(this.#n.size<1e3&&this.#n.set(e.seq,e),this.#r())}reach(e,t){return this.#t=Math.max(this.#t,t),this.#e=Math.max(this.#e??0,e+1),this.#r()}restart(){this.#e=void 0,this.#t=0,this.#n.clear()}#r(){if(this.#e===void 0)return[];let e=[];for(let t=this.#n.get(this.#e);t;t=this.#n.get(this.#e))e.push(t),this.#e=t.seq+1;for(let e of this.#n.keys())e<this.#e&&this.#n.delete(e);return e}},me=class{#e;#t=[];#n=!1;#r=!1;constructor(e){this.#e=e}get lines(){return this.#t}get hasOlder(){return this.#n}get hasNewer(){return this.#r}show({lines:e,older:t,newer:n}){this.#t=e,this.#n=t,this.#r=n}apply(e){let t=e.filter(e=>e.thread===this.#e&&this.#a(e));if(t.length===0)return;if(this.#i(t)){this.#t=[...this.#t,...t];return}let n=new Map(this.#t.map(e=>[e.seq,e]));for(let e of t)n.set(e.seq,e);this.#t=[...n.values()].sort((e,t)=>e.seq-t.seq)}keepNewest(e){this.#t.length<=e||(this.#t=this.#t.slice(-e),this.#n=!0)}prepend({lines:e,older:t}){this.#t=[...e,...this.#t],this.#n=t}append({lines:e,newer:t}){this.#t=[...this.#t,...e],this.#r=t}#i(e){let t=this.#t.at(-1)?.seq??0;return e.every(({seq:e})=>{let n=e>t;return t=e,n})}#a({seq:e,changed:t}){let n=this.#t[0],r=this.#t.at(-1);if(r===void 0||e>r.seq)return!this.#r;if(n!==void 0&&e<n.seq)return!this.#n;let i=this.#t.find(t=>t.seq===e);return i===void 0||i.changed<t}},he=class{#e=new pe;#t=new me;#n;#r;get epoch(){return this.#n}get window(){return this.#t}get last(){return this.#e.last}get since(){return this.#r?.to??this.last}get isBehind(){return this.#r!==void 0||this.#e.isBehind}receive(e){this.#n!==void 0&&e.epoch!==this.#n&&this.restart(),this.#n??=e.epoch,this.#a(this.#e.receive(e))}show(e){this.#i(e)&&(this.isStale(e)||(this.#r=void 0,this.#t.show(e),this.last===void 0&&this.#a(this.#e.reach(e.head_seq,e.head_seq))))}sync(e,t){if(!this.#i(e)||t!==this.since||(this.#r??={lines:[],to:t},this.#r.lines.push(...e.lines),this.#r.to=Math.max(t,e.to_seq),e.more))return;let{lines:n,to:r}=this.#r;this.#r=void 0,this.#t.apply(n),this.#a(this.#e.reach(r,e.head_seq))}isStale({epoch:e,head_seq:t}){return e===this.#n&&t<(this.last??0)}prepend(e,t){e.epoch===this.#n&&this.#t.lines[0]?.seq===t&&this.#t.prepend(e)}append(e,t){e.epoch===this.#n&&this.#t.lines.at(-1)?.seq===t&&this.#t.append(e)}keepNewest(e){this.#t.keepNewest(e)}restart(){this.#n=void 0,this.#r=void 0,this.#e.restart(),this.#t.show({lines:[],older:!1,newer:!1})}#i({epoch:e}){return this.#n!==void 0&&e!==this.#n?(this.restart(),!1):(this.#n=e,!0)}#a(e){e.length>0&&this.#t.apply(e.flatMap(({lines:e})=>e))}};function ge(e,t){let n=t.filter(({state:e})=>e!==`sent`);e.write(n.length===0?``:JSON.stringify(n))}function _e(e){try{let t=JSON.parse(e.read()||`[]`);return Array.isArray(t)?t.flatMap(e=>ve(e)??[]):[]}catch{return[]}}function ve(r){let{client_id:i,body:a,reply_to:o,thread:s,files:c,state:l,error:u}=e(r)??{};if(!n(i)||!n(a))return;let f=d({body:a,...t(o)&&{reply_to:o},...t(s)&&{thread:s},files:ne(c)}),{code:p,message:m}=e(u)??{};return l===`refused`&&t(p)&&n(m)?{...f,client_id:i,state:l,error:{code:p,message:m}}:{...f,client_id:i,state:`waiting`}}var ye=class{#e=[];get lines(){return this.#e}get next(){return this.#e.find(({state:e})=>e===`waiting`||e===`sending`)}add(e,t){this.#e=[...this.#e,{...d(t),client_id:e,state:`waiting`}]}restore(e){this.#e=e}sending(e){this.#t(e,(e,t)=>({...e,state:`sending`,...t&&{error:t}}))}waiting(e,t){this.#t(e,e=>({...e,state:`waiting`,...t&&{error:t}}))}sent(e,t){this.#t(e,e=>({...e,state:`sent`,seq:t}))}refused(e,t){this.#t(e,e=>({...e,state:`refused`,error:t}))}resend(e){let t=this.#e.find(t=>t.client_id===e&&t.state===`refused`);t&&(this.remove(e=>e===t),this.add(e,t))}remove(e){let t=this.#e.filter(t=>!e(t));t.length<this.#e.length&&(this.#e=t)}#t(e,t){this.#e=this.#e.map(n=>n.client_id===e?{client_id:e,...t(d(n),n.error)}:n)}};let be=6e4;var xe=class{#e;#t=new ye;#n;#r=!1;#i;#a;constructor(e){this.#e=e,this.#n=new ce(e.schedule,e.random),e.keep&&this.#t.restore(_e(e.keep))}get lines(){return this.#t.lines}add(e,t){this.#t.add(e,t),this.#e.changed(),this.drain()}resend(e){this.#t.resend(e),this.#e.changed(),this.drain()}discard(e){this.#t.remove(t=>t.client_id===e&&t.state===`refused`),this.#e.changed()}settle(e,t){if(this.lines.length>0){let n=new Set(e.map(({client_id:e})=>e));this.#t.remove(({client_id:e,seq:r=1/0})=>n.has(e)||r<=t)}this.#o()}async drain(){if(!this.#r){this.#r=!0;for(let e=this.#t.next;e&&this.#e.isReady();e=this.#t.next)await this.#s(e);this.#r=!1}}hurry(){this.#n.reset()}close(){this.#a?.(),this.#n.reset()}#o(){let{keep:e}=this.#e;e&&this.#i!==this.lines&&(this.#i=this.lines,ge(e,this.lines))}async#s(e){let{room:t,link:n,changed:r,isReady:i}=this.#e,{client_id:a}=e;if(Se(e.body))this.#t.refused(a,{code:le.lineTooLong,message:`The line is too long; make several of it.`}),r();else{this.#t.sending(a),r();try{let{files:i,...o}=d(e),s=i&&{files:i.map(({fid:e})=>e)},c=ae(await n.rpc(`chat.send`,{room:t,client_id:a,...o,...s}));if(!c)throw TypeError(`chat.send: expected a receipt`);this.#t.sent(a,c.seq),this.#n.reset(),r(),this.#c()}catch(e){let{code:t,message:n,isTemporary:o}=ue(e),s=t<le.storeUnavailable?void 0:{code:t,message:n};o?this.#t.waiting(a,s):this.#t.refused(a,{code:t,message:n}),r(),o&&i()&&await this.#n.pause()}}}#c(){this.#a||!this.#u||(this.#a=this.#e.schedule(()=>{this.#a=void 0,this.#u&&this.#l()},1e3))}async#l(){if(await this.#e.missing(),this.#e.isReady()){for(let{client_id:e,state:t}of this.lines)t===`sent`&&this.#t.waiting(e);this.#e.changed(),this.drain()}this.#c()}get#u(){return this.lines.some(({state:e})=>e===`sent`)}};function Se(e){return e.length*6>be&&new TextEncoder().encode(JSON.stringify(e)).length>be}var Ce=class{#e;#t;#n=/* @__PURE__ */ new Map;#r=[];constructor(e,t){this.#e=e,this.#t=t}get all(){return this.#r}hear(e){this.#n.get(e.uid)?.(),this.#n.set(e.uid,this.#e(()=>this.done([e.uid]),6e3)),this.#r.some(({uid:t})=>t===e.uid)||(this.#r=[...this.#r,e],this.#t())}done(e){for(let t of e)this.#n.get(t)?.(),this.#n.delete(t);let t=this.#r.filter(({uid:t})=>!e.includes(t));t.length!==this.#r.length&&(this.#r=t,this.#t())}close(){for(let e of this.#n.values())e();this.#n.clear()}};function we(){let e=crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(16));return e[6]=(e[6]??0)&15|64,e[8]=(e[8]??0)&63|128,Array.from(e,e=>e.toString(16).padStart(2,`0`)).join(``).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,`$1-$2-$3-$4-$5`)}var Te=class{#e;#t;#n;#r;#i=new he;#a;#o;#s;#c;#l;#u=/* @__PURE__ */ new Set;#d;#f;#p=!1;#m=0;#h=0;#g=!1;#_;#v=!1;#y=!1;constructor(e){let{room:t,link:n,pageSize:r=50,schedule:i=se,random:a=Math.random,newId:o=we,keep:s}=e;this.#e=t,this.#t=n,this.#n=r,this.#r=o,this.#l=i,this.#s=new ce(i,a),this.#c=new Ce(i,()=>this.#M()),this.#a=new xe({room:t,link:n,schedule:i,random:a,isReady:()=>this.#b,changed:()=>this.#M(),missing:()=>this.#w(),keep:s}),this.#o=new fe({log:this.#i,history:e=>this.#A(e),turned:()=>{this.#M(),this.#T()}}),this.#f=this.#N(),this.#d=[n.onPublication(e=>this.#S(e)),n.onState((e,t)=>this.#x(e,t))]}get snapshot(){return this.#f}onChange(e){return this.#u.add(e),e(this.#f),()=>{this.#u.delete(e)}}send(e){let t=this.#r();return this.#a.add(t,typeof e==`string`?{body:e}:e),t}resend(e){this.#a.resend(e)}discard(e){this.#a.discard(e)}type(){this.#y||!this.#p||(this.#y=!0,this.#l(()=>{this.#y=!1},3e3),this.#j(`chat.typing`,{}).catch(()=>void 0))}async edit(e,t){await this.#j(`chat.edit`,{seq:e,body:t})}async delete(e){await this.#j(`chat.delete`,{seq:e})}async react(e,t,n){await this.#j(`chat.react`,{seq:e,emoji:t,on:n})}async pin(e,t){await this.#j(`chat.pin`,{seq:e,on:t})}older(){return this.#o.older()}newer(){return this.#o.newer()}goTo(e){return this.#o.goTo(e)}goToEnd(){return this.#o.goToEnd()}keepNewest(e){this.#i.window.lines.length<=e||(this.#i.keepNewest(Math.max(1,e)),this.#M())}refresh(){return this.#w()}close(){for(let e of this.#d)e();this.#u.clear(),this.#p=!1,this.#s.reset(),this.#a.close(),this.#c.close()}get#b(){return this.#p&&this.#h===this.#m&&!this.#i.isBehind}#x(e,t){this.#p=e===`up`,this.#_=e===`refused`?t??{code:0,message:`refused`}:void 0,this.#s.reset(),this.#a.hurry(),this.#p?this.#w():this.#M()}#S(e){let t=g(e);t?(this.#i.receive(t),this.#c.done(t.lines.filter(({seq:e})=>e===t.seq).map(({uid:e})=>e)),this.#M(),this.#T()):this.#C(de(e))}#C(e){e?.type===`typing`&&this.#c.hear(e),e?.type===`settled`&&this.#w()}async#w(){this.#m+=1,this.#M(),await this.#T()}async#T(){if(!this.#v){for(this.#v=!0;this.#p&&!this.#_&&!this.#b;)await this.#E();this.#v=!1,await this.#a.drain()}}async#E(){let e=this.#m,{since:t}=this.#i;try{let{may_write:n}=await(t===void 0?this.#D():this.#O(t));this.#g=n,this.#i.isBehind||(this.#h=e),this.#M(),this.#i.isBehind&&this.#i.since===t?await this.#s.pause():this.#s.reset()}catch(t){await this.#k(ue(t),e)}}async#D(){let e=await this.#A({});return this.#i.show(e),e}async#O(e){let t=ie(await this.#j(`chat.sync`,{since:e,limit:100}));if(!t)throw TypeError(`chat.sync: expected a page of lines`);return t.head_seq-e>1e3?this.#i.restart():this.#i.sync(t,e),t}async#k(e,t){t===this.#m&&this.#p&&(e.isTemporary?await this.#s.pause():(this.#_={code:e.code,message:e.message},this.#M()))}async#A(e){let t=_(await this.#j(`chat.history`,{...e,limit:this.#n}));if(!t)throw TypeError(`chat.history: expected a page of lines`);return t}#j(e,t){return this.#t.rpc(e,{room:this.#e,...t})}#M(){this.#a.settle(this.#i.window.lines,this.#i.last??0),this.#f=this.#N();for(let e of this.#u)Ee(e,this.#f)}#N(){let{epoch:e,last:t}=this.#i,{lines:n,hasOlder:r,hasNewer:i}=this.#i.window,a=this.#h!==this.#m||t===void 0;return{state:this.#_?`refused`:this.#p?a?`loading`:`live`:`connecting`,...this.#_&&{error:this.#_},...e!==void 0&&{epoch:e},...t!==void 0&&{last:t},lines:n,pending:this.#a.lines,hasOlder:r,hasNewer:i,typing:this.#c.all,mayWrite:this.#g}}};function Ee(e,t){try{e(t)}catch(e){queueMicrotask(()=>{throw e})}}function De(t){let{rooms:n,invitations:r,may_talk:i,may_create:a}=e(t)??{};if(!Array.isArray(n))return;let o=n.map(ke).filter(e=>e!==void 0);if(!(o.length<n.length))return{rooms:o,invitations:Array.isArray(r)?r.flatMap(e=>Oe(e)??[]):[],may_talk:i===!0,may_create:a===!0}}function Oe(r){let{room:i,title:a,uid:o,name:s}=e(r)??{};return n(i)&&n(a)&&t(o)&&n(s)?{room:i,title:a,uid:o,name:s}:void 0}function ke(n){let r=e(n);if(!r)return;let{room:i,title:a,epoch:o,head_seq:s,read_seq:c,unread:l,mentions:u,slow:d}=r;if(typeof i!=`string`||typeof a!=`string`||typeof o!=`string`||!t(s)||!t(c)||!t(l)||!t(u)||!t(d))return;let f=Me(r.notify),p=r.may_write===!0,m=r.may_moderate===!0,h=r.may_own===!0,ee=je(r.kind),te=Ne(r.status),ne={head_seq:s,read_seq:c,unread:l,mentions:u},re={may_write:p,may_moderate:m,may_own:h};return{room:i,title:a,epoch:o,...ne,notify:f,status:te,kind:ee,slow:d,...re}}let Ae=[`site`,`group`,`content`,`private`,`direct`];function je(e){return Ae.includes(e)?e:`site`}function Me(e){return e===`all`||e===`nothing`?e:`mentions`}function Ne(e){return e===`readonly`||e===`archived`?e:`open`}function Pe(r){let{type:i,room:a,seq:o,uid:s,name:c,body:l,read_seq:u,notify:d,kind:f,until:p,reason:m}=e(r)??{};if(n(a)){if(i===`read`&&t(u))return{type:i,room:a,read_seq:u};if(i===`rooms`)return{type:i,room:a};if(i===`notify`)return{type:i,room:a,notify:Me(d)};if(i===`mention`&&t(o)&&t(s)&&n(c)&&n(l))return{type:i,room:a,seq:o,uid:s,name:c,body:l};if(f===`mute`||f===`ban`)return i===`lifted`?{type:i,room:a,kind:f}:i===`sanction`&&t(p)&&n(m)?{type:i,room:a,kind:f,until:p,reason:m}:void 0}}function Fe(e,t){let n=[];for(let r of e)try{t(r)}catch(e){n.push(e)}if(n.length>0)throw AggregateError(n,`a listener failed`)}let Ie={isLoaded:!1,rooms:[],unread:0,mentions:0,invitations:[],mayTalk:!1,mayCreate:!1};var Le=class{#e;#t;#n;#r;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=/* @__PURE__ */ new Set;#s=[];#c=/* @__PURE__ */ new Set;#l=/* @__PURE__ */ new Map;#u=/* @__PURE__ */ new Map;#d=/* @__PURE__ */ new Set;#f=Ie;#p;#m=!1;#h=!1;constructor({connection:e,uid:t,schedule:n=se,random:r=Math.random}){this.#e=e,this.#t=t,this.#n=n,this.#r=new ce(n,r),t>0&&this.#y(),this.load()}get snapshot(){return this.#f}onChange(e){return this.#i.add(e),e(this.#f),()=>{this.#i.delete(e)}}onOwn(e){return this.#a.add(e),()=>{this.#a.delete(e)}}onLine(e){return this.#o.add(e),()=>{this.#o.delete(e)}}read(e,t){let n=this.#u.get(e);if(!n||this.#t===0||t<=n.read_seq)return;let r=t>=n.head_seq;this.#D({...n,read_seq:t,...r&&{unread:0,mentions:0}}),this.#l.size===0&&this.#n(()=>void this.#E(),400),this.#l.set(e,t)}async markUnread(e,t){this.#l.delete(e),await this.#e.rpc(`chat.read`,{room:e,seq:t-1,back:!0}),await this.load()}load(){return this.#m=!0,this.#p??=this.#g().finally(()=>{this.#p=void 0}),this.#p}close(){this.#h=!0;for(let e of this.#s)e();this.#i.clear(),this.#a.clear(),this.#o.clear(),this.#r.reset()}async#g(){for(;this.#m&&!this.#h;){this.#m=!1;try{let e=De(await this.#e.rpc(`chat.rooms`,{}));if(!e)throw TypeError(`chat.rooms: expected a list of rooms`);this.#_(e),this.#r.reset()}catch{this.#m=!0,await this.#r.pause()}}}#_({rooms:e,invitations:t,may_talk:n,may_create:r}){this.#u=new Map(e.map(e=>[e.room,e]));for(let{room:t}of e)this.#v(t),this.#d.delete(t)&&this.#e.retry(t);this.#O({isLoaded:!0,invitations:t,mayTalk:n,mayCreate:r})}#v(e){if(this.#c.has(e))return;this.#c.add(e);let t=this.#e.link(e);this.#s.push(t.onPublication(t=>this.#x(e,t)),this.#b(t,e))}#y(){let e=this.#e.link(`@${this.#t}`);this.#s.push(e.onPublication(e=>{let t=Pe(e);t&&this.#w(t)}),this.#b(e,``))}#b(e,t){let n=!1;return e.onState(e=>{e===`up`&&n&&this.#T(),e===`refused`&&(this.#d.add(t),this.#T()),n||=e===`up`})}#x(e,t){let n=this.#u.get(e);if(!n)return;let r=g(t);r?this.#S(n,r):de(t)?.type===`settled`&&this.#T()}#S(e,t){if(t.seq<=e.head_seq)return;if(t.epoch!==e.epoch||t.seq>e.head_seq+1){this.#T();return}let n=t.lines.filter(({seq:e,uid:n})=>e===t.seq&&(n!==this.#t||n===0)),r=n.filter(({thread:e})=>e===void 0),i=r.filter(({mentions:e,calls:t})=>this.#t>0&&(t!==void 0||(e?.includes(this.#t)??!1))).length;this.#D({...e,head_seq:t.seq,unread:Math.min(100,e.unread+(this.#t===0?0:r.length)),mentions:Math.min(100,e.mentions+i)});for(let t of n)Fe(this.#o,n=>n(e,t)),t.calls&&e.notify!==`nothing`&&this.#C(e.room,t)}#C(e,{seq:t,uid:n,name:r,body:i,mentions:a}){if(this.#t===0||a?.includes(this.#t))return;let o={type:`mention`,room:e,seq:t,uid:n,name:r,body:i};Fe(this.#a,e=>e(o))}#w(e){let t=this.#u.get(e.room);e.type===`notify`&&t?this.#D({...t,notify:e.notify}):e.type===`read`&&t&&e.read_seq>=t.head_seq?this.#D({...t,read_seq:e.read_seq,unread:0,mentions:0}):e.type===`mention`&&t||this.#T(),Fe(this.#a,t=>t(e))}#T(){this.load()}async#E(){let e=[...this.#l];this.#l.clear();for(let[t,n]of e)try{await this.#e.rpc(`chat.read`,{room:t,seq:n})}catch{this.#T()}}#D(e){this.#u.set(e.room,e),this.#O({})}#O(e){let t=[...this.#u.values()].sort((e,t)=>e.title.localeCompare(t.title)),n=e=>e.reduce((e,t)=>e+t,0);this.#f={...this.#f,...e,rooms:t,unread:n(t.filter(({notify:e})=>e!==`nothing`).map(({unread:e})=>e)),mentions:n(t.map(({mentions:e})=>e))};for(let e of this.#i)e(this.#f)}},Re=class{#e;#t=/* @__PURE__ */ new Map;constructor(e){this.#e=e}get(e){return this.#t.get(e)??this.#n(t=>t.getItem(e))??null}set(e,t){this.#t.set(e,t),this.#n(n=>{n.setItem(e,t),this.#t.delete(e)})}delete(e){this.#t.delete(e),this.#n(t=>t.removeItem(e))}#n(e){try{return e(window[this.#e])}catch{return}}};let v=new Re(`sessionStorage`),y=new Re(`localStorage`),ze=[[880,0],[1174.7,.12]],Be=.22,b;async function Ve(){if(b??=new AudioContext,b.state!==`running`){b.resume();return}let{currentTime:e,destination:t}=b;for(let[n,r]of ze){let i=e+r,a=new GainNode(b,{gain:0});a.gain.setValueAtTime(0,i),a.gain.linearRampToValueAtTime(.12,i+.015),a.gain.exponentialRampToValueAtTime(.001,i+Be);let o=new OscillatorNode(b,{type:`sine`,frequency:n});o.connect(a).connect(t),o.start(i),o.stop(i+Be)}}async function He(){b??=new AudioContext,await b.resume()}let x={desktop:`chatroom:notices`,sound:`chatroom:sound`};var Ue=class e{#e;#t;#n;open;constructor({list:e,uid:t,say:n,open:r}){this.#e=t,this.#t=n,this.open=r,this.#n=[e.onLine((e,t)=>this.#r(e,t)),e.onOwn(t=>{if(t.type!==`mention`)return;let n=e.snapshot.rooms.find(e=>e.room===t.room);n?.notify!==`nothing`&&this.#i(n?.title??t.room,t)})]}static get knowsDesktop(){return`Notification`in window&&Notification.permission!==`denied`}get hasDesktop(){return e.knowsDesktop&&Notification.permission===`granted`&&y.get(x.desktop)===`on`}get hasSound(){return y.get(x.sound)===`on`}async setDesktop(e){let t=e&&await Notification.requestPermission()===`granted`;y.set(x.desktop,t?`on`:`off`)}async setSound(e){y.set(x.sound,e?`on`:`off`),e&&(await He(),await Ve())}close(){for(let e of this.#n)e()}#r({title:e,kind:t,room:n,notify:r},i){i.mentions?.includes(this.#e)||i.calls&&this.#e>0||(r===`all`||t===`direct`&&r===`mentions`)&&this.#i(e,{room:n,...i},i.body)}#i(e,{room:t,seq:n,name:r,body:i},a){if(document.visibilityState===`visible`&&document.hasFocus()||(this.hasSound&&this.#a(`${t}/${n}`),!this.hasDesktop))return;let o=r===``?this.#t(`guest`):r,s=a===void 0?`mentionedIn`:`wroteIn`,c=We(this.#t(s,{name:o,room:e}),{body:i.slice(0,200),tag:`${t}/${n}`});c?.addEventListener(`click`,()=>{window.focus(),c.close(),this.open(t,n)})}async#a(e){if(!(`locks`in navigator))return Ve();await navigator.locks.request(`chatroom:sound:${e}`,{ifAvailable:!0},async e=>{e!==null&&(await Ve(),await new Promise(e=>setTimeout(e,2e3)))})}};function We(e,t){try{return new Notification(e,t)}catch{y.set(x.desktop,`off`);return}}let Ge={list:[],run:async()=>``};function Ke(e,{list:t}){let[,n,r=``]=/^\/([a-z0-9_-]+)(?:\s+(.*))?$/s.exec(e)??[];return n!==void 0&&t.some(e=>e.name===n)?{name:n,rest:r}:void 0}function qe(e,t){let{origin:n,pathname:r,search:i}=location;return`${n}${r}${i}#${e}/${t}`}function Je(e){let[,t,n]=/^#([a-z0-9][a-z0-9_.-]{0,63})\/([1-9]\d{0,14})$/.exec(e)??[];return t===void 0?void 0:{room:t,seq:Number(n)}}let Ye=6e4;var Xe=class{#e;#t;#n;#r;#i=/* @__PURE__ */ new Map;#a;constructor({previews:e,link:t,schedule:n=se,random:r=Math.random}){this.#e=e,this.#r=t,this.#t=n,this.#n=r}watch(e,t){this.#s();let n=this.#i.get(e),r=n??this.#o(e);return r.watchers.add(t),n?r.isKnown&&t(r.preview):this.#u(e,r),()=>{r.watchers.delete(t),r.watchers.size>0||(r.isDoubtful?this.#f(e,r):this.#d(r,Ye,()=>this.#f(e,r)))}}close(){for(let e of this.#a??[])e();for(let{cancel:e}of this.#i.values())e();this.#i.clear()}#o(e){let t={watchers:/* @__PURE__ */ new Set,preview:void 0,isKnown:!1,looks:0,isDoubtful:!1,cancel:()=>void 0};return this.#i.set(e,t),t}#s(){if(this.#a)return;let t=this.#r(),r=!1;this.#a=[t.onPublication(t=>{let{type:r,key:i}=e(t)??{};r===`content`&&this.#c(e=>!n(i)||e?.key===i)}),t.onState(e=>{e===`up`&&r&&this.#c(()=>!0),r||=e===`up`})]}#c(e){for(let[t,n]of this.#i)e(n.preview)&&this.#l(t,n,this.#n()*5e3)}#l(e,t,n){t.watchers.size===0?this.#f(e,t):(t.isDoubtful=!0,this.#d(t,n,()=>{this.#u(e,t)}))}async#u(e,t){t.looks+=1;let n=t.looks;try{let r=await this.#e.look(e);if(n!==t.looks)return;t.preview=r,t.isKnown=!0,t.isDoubtful=!1;for(let e of[...t.watchers])e(r)}catch{n===t.looks&&this.#l(e,t,Ye)}}#d(e,t,n){e.cancel(),e.cancel=this.#t(n,t)}#f(e,t){t.watchers.size>0||(t.cancel(),this.#i.get(e)===t&&this.#i.delete(e))}};let Ze={rooms:`Rooms`,conversation:`Conversation`,messages:`Messages`,people:`People`,guests:`{count} guests`,connecting:`Connecting…`,offline:`No connection. What you write is kept and goes out by itself.`,loading:`Loading…`,empty:`Nobody has written yet. Say hello.`,noRooms:`There is no room for you here yet.`,choose:`Choose a room.`,unread:`{count} unread`,mentions:`{count} mentions of you`,newLines:`New`,jumpToNew:`{count} new below`,jumpToEnd:`To the newest message`,older:`Loading earlier messages…`,write:`Message to {room}`,send:`Send`,save:`Save`,cancel:`Cancel`,editing:`You edit a message`,answering:`You answer {name}`,mayNotWrite:`You may read here, but not write.`,archived:`This room is archived.`,readonly:`Only moderators write here at the moment.`,slow:`One message every {seconds} seconds.`,deleted:`This message was deleted.`,edited:`edited`,edit:`Edit`,delete:`Delete`,confirmDelete:`Delete this message for everybody?`,reply:`Answer`,react:`React`,reactWith:`React with {emoji}`,reactions:`{count} reacted with {emoji}`,pin:`Pin`,unpin:`Unpin`,pinned:`Pinned`,copyLink:`Copy link`,markUnread:`Mark unread`,more:`More about the message of {name}`,waiting:`waiting`,sending:`sending`,sent:`sent`,held:`Not sent yet: {reason}`,refused:`Not sent: {reason}`,resend:`Send again`,discard:`Discard`,typingOne:`{name} is writing…`,typingTwo:`{name} and {other} are writing…`,typingMany:`Several people are writing…`,guest:`Guest`,quickSwitch:`Go to room`,quickSwitchHint:`Type a room’s name`,answerTo:`Answer to {name}: {text}`,goneLine:`a message that isn’t loaded`,muted:`A moderator muted you. {reason}`,banned:`A moderator closed this room for you. {reason}`,mentionedIn:`{name} mentions you in {room}`,close:`Close`,members:`Who is here`,showRooms:`Show rooms`,showPeople:`Show who is here`,connected:`Connected ({count})`,others:`and {count} more`,open:`Open the chat`,openUnread:`Open the chat ({count} unread)`,beside:`Beside the conversation`,thread:`Thread`,replyInThread:`Answer in a thread`,replies:`Answers: {count}`,pins:`Pinned messages`,noPins:`Nothing is pinned here.`,search:`Search`,searchFor:`Words in messages`,onlyHere:`Only in this room`,nothingFound:`Nothing was found.`,moreFound:`Show more`,toDay:`To a day`,goThere:`Go`,attach:`Bring a file`,attached:`Files of this message`,removeFile:`Take {name} out`,bringing:`{name}: {percent} %`,fileRefused:`{name}: {reason}`,flag:`Report`,flagReason:`Why should a moderator look at this message?`,flagged:`Thank you. A moderator will look at it.`,toContent:`Turn lines into content`,kick:`Kick out for 5 minutes`,begin:`New conversation`,beginTalk:`Talk to somebody`,beginRoom:`Make a private room`,invite:`Ask somebody in`,invited:`{name} asks you into {room}`,join:`Come in`,decline:`No, thanks`,leaveRoom:`Leave this room`,confirmLeave:`Leave {room}? You come back only if you are asked in again.`,roomTitle:`What the room is called`,whom:`Who? Begin to type a name`,chosen:`Chosen`,takeOut:`Take {name} out again`,roomMenu:`About this room`,tellMe:`Tell me of`,tellAll:`every message`,tellMentions:`mentions of me`,tellNothing:`nothing`,desktopOn:`Show notices on the desktop`,desktopOff:`Show no notices on the desktop`,archive:`Archive this room`,reopen:`Open this room again`,roomGone:`This room is closed for you.`,bot:`program`,notMade:`That didn’t work: {reason}`,until:`It ends on {time}.`,muteLong:`Mute…`,banLong:`Ban…`,muteWhom:`Mute {name}`,banWhom:`Ban {name}`,muteMeans:`Who is muted reads on, but doesn’t write.`,banMeans:`For who is banned the room isn’t there.`,howLong:`For how long`,why:`Why? The person is told`,tenMinutes:`10 minutes`,oneHour:`an hour`,oneDay:`a day`,oneWeek:`a week`,forGood:`for good`,wroteIn:`{name} in {room}`,soundOn:`Play a tone`,soundOff:`Play no tone`,suggestions:`Suggestions`,emoji:`Emojis`,emojiSearch:`Look for an emoji`,allEmojis:`All emojis`,skin:`Colour of skin`,emoji_recent:`Chosen lately`,emoji_found:`Found`,emoji_smileys:`Smileys`,emoji_people:`People`,emoji_animals:`Animals and nature`,emoji_food:`Food and drink`,emoji_travel:`Travel and places`,emoji_activities:`Activities`,emoji_objects:`Objects`,emoji_symbols:`Symbols`,emoji_flags:`Flags`};function Qe(e){return(t,n={})=>e[t].replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??``))}let $e={isOpen:!1,url:()=>`#`,bring:()=>Promise.reject(/* @__PURE__ */ Error(`no place for files`))};var et=class{connection;account;list;say;linkTo;files;commands;alerts;toContent;#e;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Map;#r;#i;#a;#o;constructor(e){let{connection:t,account:n,site:r=location.host,words:i,linkTo:a=qe}=e;this.files=e.files??$e,this.toContent=e.toContent,this.connection=t,this.account=n,this.#e=r,this.say=Qe({...Ze,...i}),this.linkTo=a,this.list=new Le({connection:t,uid:n.uid}),this.commands=e.commands??Ge,this.#r=e.emojis,this.#i=e.previews,this.#a=e.previews&&new Xe({previews:e.previews,link:()=>t.link(`@content`)}),this.alerts=new Ue({list:this.list,uid:n.uid,say:this.say,open:(e,t)=>location.assign(a(e,t))})}get hasEmojis(){return this.#r!==void 0}emojis(){return this.#o??=(this.#r?.()??Promise.resolve({})).then(i).catch(e=>{throw this.#o=void 0,e}),this.#o}previewable(e){return this.#i?.linksIn(e)??[]}watchPreview(e,t){return this.#a?.watch(e,t)??(()=>void 0)}feed(e){return tt(this.#t,e,()=>new Te({room:e,link:this.connection.link(e),keep:this.keep(`outbox`,e)}))}people(e){return tt(this.#n,e,()=>new c(this.connection.presence(e)))}keep(e,t){let n=`chatroom:${this.#e}:${this.account.uid}:${t}:${e}`;return{read:()=>v.get(n),write:e=>e===``?v.delete(n):v.set(n,e)}}close(){this.alerts.close(),this.list.close(),this.#a?.close();for(let e of this.#t.values())e.close();for(let e of this.#n.values())e.close()}};function tt(e,t,n){let r=e.get(t);if(r!==void 0)return r;let i=n();return e.set(t,i),i}function nt(e){let t;return()=>(t??=fetch(e,{credentials:`same-origin`}).then(e=>{if(!e.ok)throw Error(String(e.status));return e.text()}).catch(e=>{throw t=void 0,e}),t)}var rt=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Set;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=`down`;#s;#c;constructor(e,t){this.#e=e,this.#t=t,e.onState(({state:e})=>{e!==`live`&&this.#o===`up`&&this.#l(`down`)}),this.open()}open(){this.#c?.(),this.#c=this.#e.on(this.#t,{publication:({data:e})=>{for(let t of[...this.#n])t(e)},subscribed:()=>this.#l(`up`),join:e=>{for(let t of[...this.#i])t(at(e))},leave:e=>{for(let t of[...this.#a])t(at(e))},error:({code:e,message:t,status:n=0})=>{e===`subscription-refused`?this.#l(`refused`,{code:n,message:t}):this.#l(`down`)}})}onData(e){return S(this.#n,e)}onState(e){return e(this.#o,this.#s),S(this.#r,e)}onJoin(e){return S(this.#i,e)}onLeave(e){return S(this.#a,e)}#l(e,t){this.#o=e,this.#s=t;for(let n of[...this.#r])n(e,t)}};function it(e){let t=/* @__PURE__ */ new Map,n=n=>{let r=t.get(n);if(r)return r;let i=new rt(e,`chat:${n}`);return t.set(n,i),i},r=(t,n)=>e.rpc(t,n);return{rpc:r,link(e){let t=n(e);return{rpc:r,onPublication:e=>t.onData(e),onState:e=>t.onState(e)}},retry:e=>n(e).open(),presence(t){let r=n(t);return{list:async()=>Object.values(await e.presence(`chat:${t}`)).map(at),onJoin:e=>r.onJoin(e),onLeave:e=>r.onLeave(e),onState:e=>r.onState(e)}}}}function S(e,t){return e.add(t),()=>{e.delete(t)}}function at({client:e,user:t,connInfo:n}){return{client:e,user:t,info:n}}
/**
* @license
* Copyright 2019 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let ot=globalThis,st=ot.ShadowRoot&&(ot.ShadyCSS===void 0||ot.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,ct=Symbol(),lt=/* @__PURE__ */ new WeakMap;var ut=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==ct)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(st&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=lt.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&lt.set(t,e))}return e}toString(){return this.cssText}};let dt=e=>new ut(typeof e==`string`?e:e+``,void 0,ct),C=(e,...t)=>new ut(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,ct),ft=(e,t)=>{if(st)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),r=ot.litNonce;r!==void 0&&t.setAttribute(`nonce`,r),t.textContent=n.cssText,e.appendChild(t)}},pt=st?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return dt(t)})(e):e,{is:mt,defineProperty:ht,getOwnPropertyDescriptor:gt,getOwnPropertyNames:_t,getOwnPropertySymbols:vt,getPrototypeOf:yt}=Object,bt=globalThis,xt=bt.trustedTypes,St=xt?xt.emptyScript:``,Ct=bt.reactiveElementPolyfillSupport,w=(e,t)=>e,wt={toAttribute(e,t){
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
switch(t){case Boolean:e=e?St:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},Tt=(e,t)=>!mt(e,t),Et={attribute:!0,type:String,converter:wt,reflect:!1,useDefault:!1,hasChanged:Tt};Symbol.metadata??=Symbol(`metadata`),bt.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var T=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Et){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&ht(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=gt(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Et}static _$Ei(){if(this.hasOwnProperty(w(`elementProperties`)))return;let e=yt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(w(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(w(`properties`))){let e=this.properties,t=[..._t(e),...vt(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(pt(e))}else e!==void 0&&t.push(pt(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ft(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?wt:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?wt:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??Tt)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};T.elementStyles=[],T.shadowRootOptions={mode:`open`},T[w(`elementProperties`)]=/* @__PURE__ */ new Map,T[w(`finalized`)]=/* @__PURE__ */ new Map,Ct?.({ReactiveElement:T}),(bt.reactiveElementVersions??=[]).push(`2.1.2`);
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let Dt=globalThis,Ot=e=>e,E=Dt.trustedTypes,kt=E?E.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,At=`$lit$`,D=`lit$${Math.random().toFixed(9).slice(2)}$`,jt=`?`+D,Mt=`<${jt}>`,O=document,k=()=>O.createComment(``),A=e=>e===null||typeof e!=`object`&&typeof e!=`function`,Nt=Array.isArray,Pt=e=>Nt(e)||typeof e?.[Symbol.iterator]==`function`,Ft=`[ 	
\f\r]`,j=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,It=/-->/g,Lt=/>/g,M=RegExp(`>|${Ft}(?:([^\\s"'>=/]+)(${Ft}*=${Ft}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),Rt=/'/g,zt=/"/g,Bt=/^(?:script|style|textarea|title)$/i,N=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),P=Symbol.for(`lit-noChange`),F=Symbol.for(`lit-nothing`),Vt=/* @__PURE__ */ new WeakMap,I=O.createTreeWalker(O,129);function Ht(e,t){if(!Nt(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return kt===void 0?t:kt.createHTML(t)}let Ut=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=j;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===j?c[1]===`!--`?o=It:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=M):(Bt.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=M):o=Lt:o===M?c[0]===`>`?(o=i??j,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?M:c[3]===`"`?zt:Rt):o===zt||o===Rt?o=M:o===It||o===Lt?o=j:(o=M,i=void 0);let d=o===M&&e[t+1].startsWith(`/>`)?` `:``;a+=o===j?n+Mt:l>=0?(r.push(s),n.slice(0,l)+At+n.slice(l)+D+d):n+D+(l===-2?t:d)}return[Ht(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]};var Wt=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=Ut(t,n);if(this.el=e.createElement(l,r),I.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=I.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(At)){let t=u[o++],n=i.getAttribute(e).split(D),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?qt:r[1]===`?`?Jt:r[1]===`@`?Yt:R}),i.removeAttribute(e)}else e.startsWith(D)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(Bt.test(i.tagName)){let e=i.textContent.split(D),t=e.length-1;if(t>0){i.textContent=E?E.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],k()),I.nextNode(),c.push({type:2,index:++a});i.append(e[t],k())}}}else if(i.nodeType===8){if(i.data===jt)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(D,e+1))!==-1;)c.push({type:7,index:a}),e+=D.length-1}}a++}}static createElement(e,t){let n=O.createElement(`template`);return n.innerHTML=e,n}};function L(e,t,n=e,r){if(t===P)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=A(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=L(e,i._$AS(e,t.values),i,r)),t}var Gt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??O).importNode(t,!0);I.currentNode=r;let i=I.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new Kt(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Xt(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=I.nextNode(),a++)}return I.currentNode=O,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},Kt=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=F,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=L(this,e,t),A(e)?e===F||e==null||e===``?(this._$AH!==F&&this._$AR(),this._$AH=F):e!==this._$AH&&e!==P&&this._(e):e._$litType$===void 0?e.nodeType===void 0?Pt(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==F&&A(this._$AH)?this._$AA.nextSibling.data=e:this.T(O.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Wt.createElement(Ht(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new Gt(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=Vt.get(e.strings);return t===void 0&&Vt.set(e.strings,t=new Wt(e)),t}k(t){Nt(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(k()),this.O(k()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=Ot(e).nextSibling;Ot(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},R=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=F,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=F}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=L(this,e,t,0),a=!A(e)||e!==this._$AH&&e!==P,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=L(this,r[n+o],t,o),s===P&&(s=this._$AH[o]),a||=!A(s)||s!==this._$AH[o],s===F?e=F:e!==F&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===F?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},qt=class extends R{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===F?void 0:e}},Jt=class extends R{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==F)}},Yt=class extends R{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=L(this,e,t,0)??F)===P)return;let n=this._$AH,r=e===F&&n!==F||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==F&&(n===F||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Xt=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){L(this,e)}};let Zt={M:At,P:D,A:jt,C:1,L:Ut,R:Gt,D:Pt,V:L,I:Kt,H:R,N:Jt,U:Yt,B:qt,F:Xt},Qt=Dt.litHtmlPolyfillSupport;Qt?.(Wt,Kt),(Dt.litHtmlVersions??=[]).push(`3.3.3`);let $t=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new Kt(t.insertBefore(k(),e),e,void 0,n??{})}return i._$AI(e),i},en=globalThis
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
;var z=class extends T{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=$t(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return P}};z._$litElement$=!0,z.finalized=!0,en.litElementHydrateSupport?.({LitElement:z});let tn=en.litElementPolyfillSupport;tn?.({LitElement:z}),(en.litElementVersions??=[]).push(`4.2.2`);let B=C`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 0.4em;
    padding-block-end: 0.4em;
  }
  .head h2 {
    flex: 1;
    font-size: 0.95em;
    font-weight: 600;
  }
  ol {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    gap: 0.7em;
    padding-block: 0.3em;
  }
  li > button {
    display: block;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.5em;
  }
  .who {
    font-size: 0.85em;
    color: var(--_quiet);
  }
  .who strong {
    color: var(--_text);
  }
  .text {
    display: block;
    overflow-wrap: anywhere;
  }
  .check {
    display: flex;
    align-items: center;
  }
  .gone,
  .quiet {
    color: var(--_quiet);
  }
  .waiting {
    opacity: 0.65;
  }
  form {
    display: grid;
    gap: 0.4em;
    padding-block-end: 0.5em;
  }
  label {
    display: grid;
    gap: 0.2em;
    font-size: 0.88em;
    color: var(--_quiet);
  }
  .row {
    display: flex;
    gap: 0.4em;
    align-items: end;
  }
  .row > label {
    flex: 1;
  }
  .trouble {
    color: var(--_danger);
  }
`,V=C`
  :host {
    --_accent: var(--chat-accent, var(--color--primary-40, #0d63c9));
    --_link: var(--chat-link, light-dark(#0b57b3, #8ab8ff));
    --_on-accent: var(--chat-on-accent, #fff);
    --_surface: var(--chat-surface, light-dark(#fff, #17191d));
    --_raised: var(--chat-raised, light-dark(#f3f5f8, #202328));
    --_text: var(--chat-text, light-dark(#1b1d21, #e8eaee));
    --_quiet: var(--chat-quiet, light-dark(#5a6270, #a3abb8));
    --_line: var(--chat-line, light-dark(#dde2e9, #343941));
    --_mark: var(--chat-mark, light-dark(#fff4d6, #3c331a));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff8a80));
    --_good: var(--chat-good, light-dark(#1c7c3c, #6fd58f));
    --_radius: var(--chat-radius, 0.6rem);
    --_gap: var(--chat-gap, 0.75rem);
    --_font: var(--chat-font, inherit);
    box-sizing: border-box;
    color: var(--_text);
    color-scheme: inherit;
    font: var(--_font);
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h2,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    padding: 0.35em 0.6em;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  /* Text goes its own way, but stands where the page's does. */
  [dir='auto'] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  time {
    unicode-bidi: plaintext;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 85%, black);
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .badge {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 0.45em;
    border-radius: 1em;
    background: var(--_raised);
    color: var(--_text);
    border: 1px solid var(--_line);
    font-size: 0.78em;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .badge.strong {
    background: var(--_accent);
    color: var(--_on-accent);
    border-color: transparent;
    font-weight: 600;
  }
  .danger {
    color: var(--_danger);
  }
  /* What lies over the rest: menus, lists of suggestions, dialogs. */
  .floating {
    padding: 0.4em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0004;
  }
  .floating:not(dialog) {
    position: absolute;
    display: grid;
  }
  input:not([type='checkbox'], [type='file']),
  select {
    inline-size: 100%;
    padding: 0.4em 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: var(--_text);
    background: var(--_surface);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`,nn=C`
  .text p + p,
  .text * + pre,
  .text * + ul,
  .text * + ol,
  .text * + blockquote {
    margin-block-start: 0.4em;
  }
  .text ul,
  .text ol {
    padding-inline-start: 1.4em;
    list-style: revert;
  }
  .text code {
    background: var(--_raised);
    border-radius: 0.3em;
    padding: 0.1em 0.3em;
    font-size: 0.92em;
  }
  .text pre {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 0.6em 0.8em;
    overflow-x: auto;
    max-inline-size: 100%;
    direction: ltr;
    text-align: left;
  }
  .text pre code {
    background: none;
    padding: 0;
  }
  .text blockquote {
    margin: 0;
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_quiet);
  }
  .text a {
    color: var(--_link);
    overflow-wrap: anywhere;
  }
  .mention {
    color: var(--_link);
    font-weight: 600;
  }
`;function H(e){let{message:t}=e??{};return String(t??e)}function U(e,t){e.dispatchEvent(new CustomEvent(`trouble`,{detail:t,bubbles:!0,composed:!0}))}async function W(e,t,n){try{return await n,!0}catch(n){return U(e,t(`notMade`,{reason:H(n)})),!1}}var rn=class extends z{static properties={session:{attribute:!1},what:{},room:{},found:{state:!0},chosen:{state:!0},trouble:{state:!0}};#e;#t=``;#n=!1;constructor(){super(),this.found=[],this.chosen=[],this.trouble=``}static styles=[V,B,C`
      :host {
        block-size: auto;
        gap: 0.5em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em;
      }
      ul button {
        border: 1px solid var(--_line);
      }
    `];disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.#e)}firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=e(this.what===`talk`?`beginTalk`:this.what===`create`?`beginRoom`:`invite`);return N`
      <div class="head">
        <h2>${t}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${e(`close`)}</button>
      </div>
      <form @submit=${this.#s}>
        ${this.what===`create`?N`<label
                >${e(`roomTitle`)}<input name="title" required maxlength="255" autocomplete="off"
              /></label>`:F}
        <label
          >${e(`whom`)}<input
            name="person"
            maxlength="60"
            autocomplete="off"
            @input=${this.#r}
        /></label>
        <ul class="found" aria-label=${e(`people`)} aria-live="polite">
          ${this.found.map(e=>N`<li>
                <button type="button" @click=${()=>this.#a(e)}><bdi>${e.name}</bdi></button>
              </li>`)}
        </ul>
        <ul aria-label=${e(`chosen`)}>
          ${this.chosen.map(t=>N`<li>
                <button type="button" aria-label=${e(`takeOut`,{name:t.name})} @click=${()=>this.#o(t)}>
                  <bdi>${t.name}</bdi> ✕
                </button>
              </li>`)}
        </ul>
        ${this.trouble===``?F:N`<p class="trouble" role="alert">${this.trouble}</p>`}
        <button class="primary" ?disabled=${this.what!==`create`&&this.chosen.length===0}>${t}</button>
      </form>
    `}#r=e=>{this.#t=e.target.value.trim(),clearTimeout(this.#e),this.#e=setTimeout(()=>void this.#i(),200)};async#i(){let t=this.#t;try{let n=t===``?{}:e(await this.session.connection.rpc(`chat.people`,{typed:t}));if(t!==this.#t)return;let r=new Set(this.chosen.map(({uid:e})=>e));this.found=an(n?.people).filter(({uid:e})=>!r.has(e))}catch(e){this.#c(e)}}#a(e){this.chosen=[...this.chosen,e],this.found=[],this.#t=``;let t=this.renderRoot.querySelector(`input[name=person]`);t&&(t.value=``,t.focus())}#o(e){this.chosen=this.chosen.filter(t=>t!==e)}#s=async t=>{if(t.preventDefault(),this.#n)return;this.#n=!0;let{connection:r}=this.session,i=this.chosen.map(({uid:e})=>e),a=String(new FormData(t.target).get(`title`)??``).trim();try{if(this.what===`invite`){for(let e of i)await r.rpc(`chat.invite`,{room:this.room,uid:e});this.dispatchEvent(new CustomEvent(`close`));return}let t=e(this.what===`talk`?await r.rpc(`chat.talk`,{with:i}):await r.rpc(`chat.create`,{title:a,invite:i}));await this.session.list.load(),n(t?.room)&&this.dispatchEvent(new CustomEvent(`begun`,{detail:t.room}))}catch(e){this.#c(e)}finally{this.#n=!1}};#c(e){this.trouble=this.session.say(`notMade`,{reason:H(e)})}};function an(r){return Array.isArray(r)?r.flatMap(r=>{let{uid:i,name:a}=e(r)??{};return t(i)&&n(a)?[{uid:i,name:a}]:[]}):[]}
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let G={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},K=e=>(...t)=>({_$litDirective$:e,values:t});var q=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};
/**
* @license
* Copyright 2018 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let on={},sn=K(class extends q{constructor(){super(...arguments),this.ot=on}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return P}else if(this.ot===t)return P;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}}),{I:cn}=Zt,ln=e=>e,un=e=>e.strings===void 0,dn=()=>document.createComment(``),J=(e,t,n)=>{
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(dn(),i),a=r.insertBefore(dn(),i);n=new cn(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=ln(e).nextSibling;ln(r).insertBefore(e,i),e=t}}}return n},Y=(e,t,n=e)=>(e._$AI(t,n),e),fn={},pn=(e,t=fn)=>e._$AH=t,mn=e=>e._$AH,hn=e=>{e._$AR(),e._$AA.remove()},gn=(e,t,n)=>{
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},X=K(class extends q{constructor(e){if(super(e),e.type!==G.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=mn(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=Y(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=Y(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=Y(i[d],a[m]),J(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=Y(i[f],a[p]),J(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=gn(o,p,m),u=gn(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=J(e,i[d]);Y(t,a[p]),c[p]=t}else c[p]=Y(n,a[p]),J(e,i[d],n),i[t]=null;p++}else hn(i[f]),f--}else hn(i[d]),d++;for(;p<=m;){let t=J(e,c[m+1]);Y(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&hn(e)}return this.ut=o,pn(e,c),P}}),_n=C`
  position: absolute;
  inset-block: 0;
  z-index: 3;
  box-shadow: 0 0 2em #0004;
`,vn=C`
  :host {
    display: block;
    container-type: inline-size;
    block-size: var(--chat-block-size, 36rem);
    max-block-size: 100dvh;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow: hidden;
  }
  .app {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr) 13rem;
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    position: relative;
  }
  @container (width > 56rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search) {
      grid-template-columns: 13rem minmax(0, 1fr) 19rem;
    }
  }
  .over {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    background: var(--_raised);
    padding: var(--_gap);
    gap: 0.2em;
  }
  .rooms {
    border-inline-end: 1px solid var(--_line);
  }
  aside {
    border-inline-start: 1px solid var(--_line);
  }
  aside.thread,
  aside.pins,
  aside.search {
    overflow: hidden;
  }
  h2 {
    font-size: 0.82em;
    font-weight: 600;
    color: var(--_quiet);
    padding: 0 0.6em 0.3em;
  }
  aside.people li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.25em 0.6em;
  }
  aside.people li::before {
    content: '';
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--_good);
  }
  .room {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    min-block-size: 0;
  }
  .no-room {
    padding: 0.5em var(--_gap);
  }
  .typing {
    min-block-size: 1.6em;
    padding: 0 calc(var(--_gap) + 0.4em);
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .link-state {
    padding: 0.35em var(--_gap);
    background: var(--_mark);
    font-size: 0.88em;
    text-align: center;
  }
  .choose {
    margin: auto;
    padding: 2em;
    color: var(--_quiet);
  }
  .when-narrow {
    display: none;
  }
  .notice {
    position: absolute;
    inset-block-start: 3.6em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    max-inline-size: 90%;
    padding: 0.5em 0.9em;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
    z-index: 5;
  }
  dialog {
    inline-size: min(26rem, 90%);
    margin-block-start: 4em;
    padding: 0.6em;
    color: inherit;
  }
  /* One column more or less: what has none of its own lies over the conversation while it is open. */
  :host([single]) .app:has(> aside) {
    grid-template-columns: minmax(0, 1fr);
  }
  @container (max-width: 56rem) {
    .app:has(> aside) {
      grid-template-columns: 13rem minmax(0, 1fr);
    }
    aside {
      ${_n}
      inset-inline-end: 0;
      inline-size: min(19rem, 92%);
    }
    aside:not(.open) {
      display: none;
    }
  }
  :host([single]) aside {
    ${_n}
    inset-inline-end: 0;
    inline-size: min(19rem, 92%);
  }
  :host([single]) aside:not(.open) {
    display: none;
  }
  @container (max-width: 38rem) {
    .app:has(> aside) {
      grid-template-columns: minmax(0, 1fr);
    }
    .rooms {
      ${_n}
      inset-inline-start: 0;
      inline-size: min(17rem, 85%);
    }
    .rooms:not(.open) {
      display: none;
    }
    .when-narrow {
      display: inline-block;
    }
  }
`;var Z=class{#e;#t;#n;#r;constructor(e,t=50){this.#e=e,this.#t=t}take(e){this.#n={value:e},this.#r||this.flush()}flush(){let e=this.#n;e&&(this.#n=void 0,this.#r?.(),this.#r=yn(this.#t,()=>{this.#r=void 0,this.flush()}),this.#e(e.value))}clear(){this.#n=void 0,this.#r?.(),this.#r=void 0}};function yn(e,t){let n=performance.now(),r=requestAnimationFrame(a),i=setTimeout(a,100);function a(){o(),i=setTimeout(t,Math.max(e,performance.now()-n))}function o(){clearTimeout(i),cancelAnimationFrame(r)}return o}function bn(e){return Cn(`clock`,{timeStyle:`short`}).format(e)}function xn(e,t=Date.now()){let n=Math.round((wn(e)-wn(t))/864e5);if(n===0||n===-1){let e=new Intl.RelativeTimeFormat(Tn(),{numeric:`auto`}).format(n,`day`);return e.charAt(0).toLocaleUpperCase(Tn())+e.slice(1)}return Cn(`day`,{dateStyle:`full`}).format(e)}function Q(e){return Cn(`full`,{dateStyle:`full`,timeStyle:`short`}).format(e)}let Sn=/* @__PURE__ */ new Map;function Cn(e,t){let n=`${e} ${Tn()}`,r=Sn.get(n)??new Intl.DateTimeFormat(Tn(),t);return Sn.set(n,r),r}function wn(e){return new Date(e).setHours(0,0,0,0)}function Tn(){return document.documentElement.lang||void 0}var En=class extends z{static properties={session:{attribute:!1},room:{reflect:!0},single:{type:Boolean,reflect:!0},list:{state:!0},snapshot:{state:!0,hasChanged:Dn},presence:{state:!0},panel:{state:!0},notice:{state:!0},dialog:{state:!0},side:{state:!0}};#e=new Z(e=>this.#v(e),250);#t=new Z(e=>{this.presence=e.presence},250);#n=[];#r=[];#i;#a;constructor(){super(),this.presence={people:[],guests:0},this.single=!1,this.notice=``,this.side={what:`people`}}static styles=[V,vn];connectedCallback(){super.connectedCallback(),document.addEventListener(`keydown`,this.#E),window.addEventListener(`hashchange`,this.#w),this.session&&this.#_()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`keydown`,this.#E),window.removeEventListener(`hashchange`,this.#w),clearTimeout(this.#a),this.#b()}async go(e,t){this.#e.flush(),e!==this.room&&(this.side={what:`people`}),this.room=e,this.panel=void 0,this.dialog=void 0,await this.updateComplete,t===void 0?this.#k?.focus():await this.#O?.goTo(t)}willUpdate(e){e.has(`session`)&&this.#_(),(e.has(`room`)||e.has(`session`))&&this.#y()}updated(e){e.has(`room`)&&this.room!==void 0&&this.dispatchEvent(new CustomEvent(`room-change`,{detail:this.room})),e.has(`dialog`)&&this.dialog&&this.renderRoot.querySelector(`dialog`)?.showModal()}render(){let{session:e,list:t,room:n,single:r}=this;if(!e||!t)return N``;let{say:i}=e,a=t.rooms.find(e=>e.room===n);return N`
      <div class="app" @trouble=${({detail:e})=>this.#C(e)}>
        ${r?F:N`<div class="rooms over ${this.panel===`rooms`?`open`:``}">
                <chat-rooms
                  .session=${e}
                  .list=${t}
                  .room=${n}
                  @go=${({detail:e})=>this.go(e)}
                  @begin=${({detail:e})=>this.#u({what:e})}
                ></chat-rooms>
              </div>`}
        <section class="room" aria-label=${a?.title??i(`conversation`)}>
          ${a?this.#o(e,a):this.#s(t)}
        </section>
        <aside class="over ${this.panel===`side`?`open`:``} ${this.side.what}" aria-label=${i(`beside`)}>
          ${this.#c(e)}
        </aside>
        ${this.notice===``?F:N`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.dialog?this.#l(e,this.dialog):F}
      </div>
    `}#o(e,t){let{room:n,status:r}=t,{say:i}=e;return N`
      <chat-room-header
        .session=${e}
        .overview=${t}
        .side=${this.panel===`side`?this.side.what:void 0}
        .present=${this.presence.people.length+this.presence.guests}
        .othersUnread=${this.#h(n)}
        .hasRooms=${this.panel===`rooms`}
        .isSingle=${this.single}
        @rooms=${this.#f}
        @show=${({detail:e})=>this.#d(e)}
        @invite=${()=>this.#u({what:`invite`})}
      ></chat-room-header>
      <chat-conversation
        .session=${e}
        .room=${n}
        @answer=${({detail:e})=>this.#k?.answer(e)}
        @edit=${({detail:e})=>this.#k?.edit(e)}
        @thread=${({detail:e})=>this.#d({what:`thread`,root:e.seq})}
        @hold-back=${({detail:e})=>this.#u(e)}
      ></chat-conversation>
      ${this.snapshot?.state===`connecting`?N`<p class="link-state" role="status">${i(`offline`)}</p>`:N`<p class="typing" aria-live="polite">${this.#m()}</p>`}
      <chat-composer
        .session=${e}
        .room=${n}
        .people=${this.#g}
        .mayWrite=${this.snapshot?.mayWrite??!1}
        .why=${this.snapshot?.state===`live`?i(On(r)):``}
        @sent=${()=>void this.#O?.goToEnd()}
        @edit-last=${this.#T}
      ></chat-composer>
    `}#s(e){return N`<div class="no-room">
        <button class="when-narrow" aria-label=${this.#D(`showRooms`)} @click=${this.#f}>☰</button>
      </div>
      <p class="choose">${this.#D(e.isLoaded?`choose`:`loading`)}</p>`}#c(e){let{say:t}=e,{side:n,room:r}=this,i=()=>this.#d({what:`people`},!1);if(n.what===`thread`&&r!==void 0)return N`<chat-thread
        .session=${e}
        .room=${r}
        .root=${n.root}
        .people=${this.#g}
        @close=${i}
      ></chat-thread>`;if((n.what===`pins`||n.what===`search`)&&r!==void 0)return N`<chat-finder
        .session=${e}
        .room=${r}
        .what=${n.what}
        @close=${i}
        @go=${({detail:e})=>this.#p(e)}
      ></chat-finder>`;let{people:a,guests:o}=this.presence;return N`<h2>${t(`members`)} (${a.length+o})</h2>
      <ul>
        ${sn([a],()=>X(a,({uid:e})=>e,({name:e})=>N`<li><bdi>${e}</bdi></li>`))}
        ${o>0?N`<li>${t(`guests`,{count:o})}</li>`:F}
      </ul>`}#l(e,t){let n=()=>{this.dialog=void 0},r=({detail:e})=>this.go(e),i=this.room??``;return N`<dialog
      class="floating"
      aria-label=${e.say(t.what===`switch`?`quickSwitch`:`begin`)}
      @close=${e=>{e.target===e.currentTarget&&n()}}
    >
      ${t.what===`switch`?N`<chat-switcher .session=${e} @go=${r} @close=${n}></chat-switcher>`:`person`in t?N`<chat-hold-back .session=${e} .room=${i} .person=${t.person} .kind=${t.what} @close=${n}></chat-hold-back>`:N`<chat-begin .session=${e} .what=${t.what} .room=${i} @begun=${r} @close=${n}></chat-begin>`}
    </dialog>`}#u(e){this.dialog=e}#d(e,t=!0){let n=e.what===this.side.what&&this.panel===`side`&&e.what!==`thread`;this.side=n?{what:`people`}:e,this.panel=t&&!n?`side`:void 0}#f=()=>{this.panel=this.panel===`rooms`?void 0:`rooms`};#p({room:e,seq:t,thread:n}){let r=this.go(e,t).then(()=>{n!==void 0&&this.#d({what:`thread`,root:n})});W(this.#O??this,this.#D,r)}#m(){let e=(this.snapshot?.typing??[]).filter(({uid:e})=>e!==this.session?.account.uid),[t,n]=e;return t?n?e.length===2?this.#D(`typingTwo`,{name:t.name,other:n.name}):this.#D(`typingMany`):this.#D(`typingOne`,{name:t.name}):``}#h(e){return(this.list?.rooms.filter(t=>t.room!==e&&t.notify!==`nothing`)??[]).reduce((e,{unread:t})=>e+t,0)}#g=()=>{let e=new Map(this.presence.people.map(e=>[e.uid,e]));for(let{uid:t,name:n}of this.snapshot?.lines??[])t>0&&n!==``&&!e.has(t)&&e.set(t,{uid:t,name:n});return[...e.values()]};#_(){this.#b();let{session:e}=this;e&&(e.alerts.open=(e,t)=>this.#p({room:e,seq:t}),this.#n=[e.list.onChange(e=>this.#e.take(e)),e.list.onOwn(e=>this.#x(e))])}#v(e){let t=!this.list?.isLoaded;if(this.list=e,!e.isLoaded)return;t&&this.#w();let n=e.rooms.some(({room:e})=>e===this.room);this.room!==void 0&&!n&&this.#i===this.room&&(this.notice===``&&this.#C(this.#D(`roomGone`)),this.room=void 0),this.single||(this.room??=e.rooms[0]?.room),this.#i=e.rooms.some(({room:e})=>e===this.room)?this.room:void 0}#y(){for(let e of this.#r)e();this.#r=[];let{session:e,room:t}=this;e&&t!==void 0&&(this.#r=[e.feed(t).onChange(e=>{this.snapshot=e}),e.people(t).onChange(e=>this.#t.take(e)),()=>this.#t.clear()])}#b(){for(let e of[...this.#n,...this.#r])e();this.#e.clear(),this.#n=[],this.#r=[]}#x(e){let t=this.list?.rooms.find(({room:t})=>t===e.room)?.title??e.room;e.type===`mention`&&e.room!==this.room&&this.#C(this.#D(`mentionedIn`,{name:e.name,room:t})),e.type===`sanction`&&this.#C(this.#S(e)),(e.type===`sanction`||e.type===`lifted`)&&e.room===this.room&&this.session?.feed(e.room).refresh()}#S({kind:e,until:t,reason:n}){let r=this.#D(e===`mute`?`muted`:`banned`,{reason:n});return t===0?r:`${r} ${this.#D(`until`,{time:Q(t)})}`}#C(e){this.notice=e,clearTimeout(this.#a),this.#a=setTimeout(()=>{this.notice=``},6e3)}#w=()=>{let e=Je(location.hash);!e||this.single&&e.room!==this.room||this.list?.rooms.some(({room:t})=>t===e.room)&&this.#p(e)};#T=()=>{let e=this.session?.account.uid,t=this.snapshot?.lines.filter(t=>t.uid===e&&!t.deleted).at(-1);t&&e!==0&&this.#k?.edit(t)};#E=e=>{e.key.toLowerCase()===`k`&&(e.ctrlKey||e.metaKey)&&!e.shiftKey?(e.preventDefault(),this.#u({what:`switch`})):e.key===`Escape`&&this.panel!==void 0&&(this.panel=void 0)};get#D(){return this.session?.say??(e=>e)}get#O(){return this.renderRoot.querySelector(`chat-conversation`)}get#k(){return this.renderRoot.querySelector(`chat-composer`)}};function Dn(e,t){return e.state!==t?.state||e.mayWrite!==t.mayWrite||e.typing!==t.typing}function On(e){return e===`open`?`mayNotWrite`:e}
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let kn=K(class extends q{constructor(e){if(super(e),e.type!==G.PROPERTY&&e.type!==G.ATTRIBUTE&&e.type!==G.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!un(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===P||t===F)return t;let n=e.element,r=e.name;if(e.type===G.PROPERTY){if(t===n[r])return P}else if(e.type===G.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(r))return P}else if(e.type===G.ATTRIBUTE&&n.getAttribute(r)===t+``)return P;return pn(e),t}});var An=class{#e;#t=[];#n=/* @__PURE__ */ new Map;constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){this.clear()}get files(){return this.#t}get areComing(){return this.#n.size>0}clear(){this.#t=[],this.#e.requestUpdate()}renderButton(){if(!this.#e.takesFiles)return F;let e=this.#e.session.say(`attach`);return N`<label class="attach" title=${e}
      ><span aria-hidden="true">📎</span><input type="file" multiple aria-label=${e} @change=${this.#r}
    /></label>`}render(){let{say:e}=this.#e.session;return this.#t.length+this.#n.size===0?F:N`<ul class="attached" aria-label=${e(`attached`)}>
      ${this.#t.map(t=>N`<li>
            <bdi>${t.name}</bdi>
            <button aria-label=${e(`removeFile`,{name:t.name})} @click=${()=>this.#i(t)}>✕</button>
          </li>`)}
      ${[...this.#n].map(([t,n])=>{let r=Math.round(n*100);return N`<li>
          <progress max="100" value=${r} aria-label=${e(`bringing`,{name:t.name,percent:r})}></progress>
          <bdi>${t.name}</bdi>
        </li>`})}
    </ul>`}paste=e=>{e.clipboardData?.files.length&&(e.preventDefault(),this.#a(e.clipboardData.files))};dragOver=e=>{e.dataTransfer?.types.includes(`Files`)&&e.preventDefault()};dropped=e=>{e.dataTransfer?.files.length&&(e.preventDefault(),this.#a(e.dataTransfer.files))};#r=e=>{let t=e.target;this.#a(t.files),t.value=``};#i(e){this.#t=this.#t.filter(t=>t!==e),this.#e.requestUpdate()}#a(e){if(this.#e.takesFiles)for(let t of e??[])this.#o(t)}async#o(e){let{session:t,room:n}=this.#e,r=t=>{this.#n.set(e,t),this.#e.requestUpdate()};r(0);try{let i=await t.files.bring(n,e,r);n===this.#e.room&&(this.#t=[...this.#t,i])}catch(n){U(this.#e,t.say(`fileRefused`,{name:e.name,reason:H(n)}))}this.#n.delete(e),this.#e.requestUpdate()}};let jn=C`
  .attach {
    position: relative;
    padding: 0.4em;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .attach:hover,
  .attach:focus-within {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  .attach input {
    position: absolute;
    inset: 0;
    opacity: 0;
    inline-size: 100%;
    cursor: pointer;
  }
  .attached {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    padding: 0.3em var(--_gap);
    font-size: 0.88em;
  }
  .attached li {
    display: flex;
    align-items: center;
    gap: 0.3em;
    padding: 0.1em 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  :host {
    display: block;
    position: relative;
    padding: 0 var(--_gap) var(--_gap);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 0.5em;
    align-items: end;
    padding: 0.4em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  form:has(> .attach) {
    grid-template-columns: auto minmax(0, 1fr) auto auto;
  }
  form:focus-within {
    border-color: var(--_accent);
  }
  form:not(:has(> .emoji)) .primary {
    grid-column: -3 / -1;
  }
  textarea {
    field-sizing: content;
    min-block-size: 2.2em;
    max-block-size: 12em;
    inline-size: 100%;
    padding: 0.35em 0.4em;
    border: 0;
    resize: none;
    font: inherit;
    color: inherit;
    background: none;
  }
  textarea:focus-visible {
    outline: none;
  }
  form:focus-within {
    box-shadow: 0 0 0 1px var(--_accent);
  }
  .about {
    display: flex;
    gap: 0.6em;
    align-items: center;
    justify-content: space-between;
    padding: 0.2em 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  .about span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why {
    padding: 0.6em;
    color: var(--_quiet);
    text-align: center;
  }
  .names {
    inset-block-end: 100%;
    inset-inline: var(--_gap);
    max-inline-size: 24em;
    z-index: 3;
  }
  .hint {
    margin-inline-start: 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  [aria-selected='true'] .hint {
    color: inherit;
  }
  .emojis {
    inset-block-end: 100%;
    inset-inline-end: var(--_gap);
    z-index: 3;
  }
  .names li {
    padding: 0.3em 0.6em;
    border-radius: 0.4em;
    cursor: pointer;
  }
  .names [aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;function Mn(e,t){let n=[...t].sort((e,t)=>t.name.length-e.name.length),r=e.replace(/(^|[\s(])@(all|here)\b/gu,`$1<!$2>`);return n.reduce((e,{uid:t,name:n})=>e.replace(RegExp(`(^|[\\s(*_~])@${Fn(n)}(?![\\p{L}\\p{N}_])`,`giu`),`$1<@${t}>`),r)}function Nn(e,t){let n=new Map(t.map(({uid:e,name:t})=>[e,t]));return e.replace(/<@(\d{1,10})>/g,(e,t)=>{let r=n.get(Number(t));return r===void 0?e:`@${r}`}).replace(/<!(all|here)>/g,`@$1`)}function Pn(e,t){let n=/(?:^|[\s(*_~])@([^\s@]*(?: [^\s@]*)?)$/u.exec(e.slice(0,t))?.[1];return n===void 0?void 0:{start:t-n.length,typed:n}}function Fn(e){return e.replace(/[.*+?^${}()|[\]\\]/g,`\\$&`)}let In=/(?:^|\s):([a-z0-9_+-]{2,})$/,Ln=/^\/([a-z0-9_-]*)$/;var Rn=class{#e;#t;#n=0;#r=0;constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){this.close()}get isOpen(){return this.#t!==void 0}get active(){return`suggestion-${this.#r}`}async look(e,t){this.#n=t;let n=e.slice(0,t),r=this.#a(e,t)??this.#o(n)??await this.#s(n,t);t===this.#n&&(this.#r=0,this.#t=r&&r.suggestions.length>0?r:void 0,this.#e.requestUpdate())}close(){this.#t&&(this.#t=void 0,this.#e.requestUpdate())}render(){return this.#t?N`<ul class="names floating" id="names" role="listbox" aria-label=${this.#e.session.say(`suggestions`)}>
      ${this.#t.suggestions.map(({label:e,hint:t},n)=>N`<li
            id="suggestion-${n}"
            role="option"
            aria-selected=${n===this.#r}
            @pointerdown=${e=>{e.preventDefault(),this.#i(n)}}
          >
            <bdi>${e}</bdi>${t===void 0?F:N` <span class="hint">${t}</span>`}
          </li>`)}
    </ul>`:F}key(e){let t=this.#t?.suggestions.length??0;if(t===0)return!1;let n={ArrowDown:1,ArrowUp:t-1}[e.key];if(n!==void 0)this.#r=(this.#r+n)%t;else if(e.key===`Enter`||e.key===`Tab`)this.#i(this.#r);else if(e.key===`Escape`)this.close();else return!1;return e.preventDefault(),e.stopPropagation(),this.#e.requestUpdate(),!0}#i(e){let t=this.#t?.suggestions[e];if(!this.#t||!t)return;let{start:n}=this.#t;this.close(),this.#e.replace(n,this.#n,t.text)}#a(e,t){let n=Pn(e,t);if(!n)return;let r=n.typed.toLocaleLowerCase(),i=this.#e.mayCall?[`all`,`here`]:[],a=[...this.#e.people().map(({name:e})=>e),...i].filter(e=>e.toLocaleLowerCase().startsWith(r)),o=a.length===1&&a[0]?.toLocaleLowerCase()===r?[]:a.slice(0,6).map(e=>({label:e,text:`${e} `}));return{start:n.start,suggestions:o}}#o(e){let[,t]=Ln.exec(e)??[];if(t!==void 0)return{start:0,suggestions:this.#e.session.commands.list.filter(({name:e})=>e.startsWith(t)).slice(0,6).map(({name:e,hint:t})=>({label:`/${e}`,hint:t,text:`/${e} `}))}}async#s(e,t){let[,n]=In.exec(e)??[],{session:r}=this.#e;if(n===void 0||!r.hasEmojis)return;let i=s(await r.emojis(),n,6);return{start:t-n.length-1,suggestions:i.map(({emoji:e,name:t,shortcodes:n})=>({label:`${e} :${n[0]??t}:`,text:`${e} `}))}}},zn=class extends z{static properties={session:{attribute:!1},room:{},mayWrite:{type:Boolean},why:{},people:{attribute:!1},answered:{state:!0},edited:{state:!0},thread:{type:Number},hasEmojis:{state:!0}};#e=new An(this);#t=new Rn(this);#n=``;constructor(){super(),this.people=()=>[],this.why=``,this.mayWrite=!1,this.hasEmojis=!1}static styles=[V,jn];get takesFiles(){return this.session.files.isOpen&&!this.edited}get mayCall(){return this.#a?.may_moderate??!1}answer(e){this.edited&&this.#h(),this.answered=e,this.focus()}edit(e){this.answered=void 0,this.edited=e,this.#n=Nn(e.kind===`me`?`/me ${e.body}`:e.body,this.people()),this.focus()}focus(){this.requestUpdate(),this.updateComplete.then(()=>this.#s?.focus())}replace(e,t,n){let r=`${this.#n.slice(0,e)}${n}`;this.#_(r+this.#n.slice(t)),this.edited||this.#o.write(this.#n),this.updateComplete.then(()=>{this.#s?.focus(),this.#s?.setSelectionRange(r.length,r.length)})}willUpdate(e){(e.has(`room`)||e.has(`session`)||e.has(`thread`))&&(this.#e.clear(),this.#t.close(),this.answered=void 0,this.edited=void 0,this.hasEmojis=!1,this.#n=this.#o.read()??``)}render(){let{say:e}=this.session;if(!this.mayWrite)return N`<p class="why">${this.why}</p>`;let t=e(`write`,{room:this.#a?.title??this.room}),{isOpen:n,active:r}=this.#t;return N`
      ${this.#r()} ${this.#t.render()} ${this.#e.render()} ${this.#i()}
      <form @submit=${this.#c} @dragover=${this.#e.dragOver} @drop=${this.#e.dropped}>
        ${this.#e.renderButton()}
        <label class="spoken" for="line">${t}</label>
        <textarea
          id="line"
          rows="1"
          dir="auto"
          maxlength="100000"
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${t}
          aria-autocomplete="list"
          aria-controls=${n?`names`:F}
          aria-activedescendant=${n?r:F}
          .value=${kn(this.#n)}
          @input=${this.#f}
          @keydown=${this.#p}
          @paste=${this.#e.paste}
        ></textarea>
        ${this.session.hasEmojis?N`<button
                class="emoji"
                type="button"
                aria-label=${e(`emoji`)}
                title=${e(`emoji`)}
                aria-expanded=${this.hasEmojis}
                @click=${()=>{this.hasEmojis=!this.hasEmojis}}
              >
                ☺
              </button>`:F}
        <button class="primary" type="submit">${e(this.edited?`save`:`send`)}</button>
      </form>
    `}#r(){let{say:e}=this.session,{answered:t,edited:n}=this;if(!t&&!n)return F;let r=n?e(`editing`):e(`answering`,{name:t?.name||e(`guest`)}),i=t&&!n?`: ${Nn(t.body,this.people()).slice(0,120)}`:``;return N`<p class="about">
      <span dir="auto">${r}${i}</span>
      <button @click=${this.#m}>${e(`cancel`)}</button>
    </p>`}#i(){return this.hasEmojis?N`<div class="emojis floating">
      <chat-emojis
        .session=${this.session}
        @close=${()=>{this.hasEmojis=!1,this.focus()}}
        @pick=${({detail:e})=>{this.hasEmojis=!1;let{selectionStart:t,selectionEnd:n}=this.#s??{selectionStart:0,selectionEnd:0};this.replace(t,n,e)}}
      ></chat-emojis>
    </div>`:F}get#a(){return this.session.list.snapshot.rooms.find(({room:e})=>e===this.room)}get#o(){return this.session.keep(this.thread?`draft ${this.thread}`:`draft`,this.room)}get#s(){return this.renderRoot.querySelector(`textarea`)}#c=e=>{e.preventDefault();let t=this.#n.trim(),{files:n}=this.#e;if(t===``&&(n.length===0||this.edited)||this.#e.areComing)return;let r=this.edited?void 0:Ke(t,this.session.commands);r?this.#u(r):this.edited?this.#d(this.edited,Mn(t,this.people())):this.#l(Mn(t,this.people()))};#l(e){let{thread:t,answered:n}=this,{files:r}=this.#e;this.session.feed(this.room).send({body:e,files:r,...n&&{reply_to:n.seq},...t&&{thread:t}}),this.answered=void 0,this.#e.clear(),this.#g(),this.dispatchEvent(new CustomEvent(`sent`))}async#u({name:e,rest:t}){let{session:n,room:r}=this,i=this.#n;try{let a=await n.commands.run(r,e,t);a!==``&&U(this,a),r===this.room&&this.#n===i&&this.#g()}catch(e){U(this,n.say(`notMade`,{reason:H(e)}))}}async#d({seq:e},t){let n=this.session.feed(this.room).edit(e,t);await W(this,this.session.say,n)&&this.#h()}#f=()=>{this.#n=this.#s?.value??``,this.edited||this.#o.write(this.#n),this.session.feed(this.room).type(),W(this,this.session.say,this.#t.look(this.#n,this.#s?.selectionStart??0))};#p=e=>{e.isComposing||this.#t.key(e)||(e.key===`Enter`&&!e.shiftKey?(e.preventDefault(),this.renderRoot.querySelector(`form`)?.requestSubmit()):e.key===`Escape`&&(this.edited||this.answered)?(e.stopPropagation(),this.#m()):e.key===`ArrowUp`&&this.#n===``&&(e.preventDefault(),this.dispatchEvent(new CustomEvent(`edit-last`))))};#m=()=>{this.edited&&this.#h(),this.answered=void 0,this.focus()};#h(){this.edited=void 0,this.#_(this.#o.read()??``)}#g(){this.#_(``),this.#o.write(``)}#_(e){this.#n=e,this.requestUpdate()}},Bn=class extends z{static properties={session:{attribute:!1},room:{},href:{},presence:{state:!0},unread:{state:!0},isUp:{state:!0}};#e=[];#t=new Z(e=>{this.presence=e.presence},250);constructor(){super(),this.presence={people:[],guests:0},this.unread=0,this.isUp=!1}static styles=[V,C`
      :host {
        display: block;
      }
      .away {
        opacity: 0.5;
      }
      h2 {
        font-size: 1.05em;
        margin-block-end: 0.4em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 0.9em;
      }
      li::before {
        content: '';
        display: inline-block;
        inline-size: 0.55em;
        block-size: 0.55em;
        margin-inline-end: 0.4em;
        border-radius: 50%;
        background: var(--_good);
      }
      a {
        color: var(--_link);
      }
    `];disconnectedCallback(){super.disconnectedCallback(),this.#r()}willUpdate(e){(e.has(`session`)||e.has(`room`))&&this.#n()}render(){let{session:e,presence:t,unread:n}=this;if(!e)return F;let{say:r}=e,i=t.people.length+t.guests,a=i-Math.min(t.people.length,30);return N`<section class=${this.isUp?``:`away`} aria-label=${r(`connected`,{count:i})}>
      <h2>${r(`connected`,{count:i})}</h2>
      <ul>
        ${t.people.slice(0,30).map(({name:e})=>N`<li><bdi>${e}</bdi></li>`)}
        ${a>0?N`<li>${r(`others`,{count:a})}</li>`:F}
      </ul>
      ${this.href?N`<p><a href=${this.href}>${n>0?r(`openUnread`,{count:n}):r(`open`)}</a></p>`:F}
    </section>`}#n(){this.#r();let{session:e,room:t}=this;e&&t&&(this.#e=[e.people(t).onChange(e=>this.#t.take(e)),()=>this.#t.clear(),e.list.onChange(({rooms:e})=>{this.unread=e.find(e=>e.room===t)?.unread??0}),e.connection.link(t).onState(e=>{this.isUp=e===`up`})])}#r(){for(let e of this.#e)e();this.#e=[]}};
/**
* @license
* Copyright 2018 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let Vn=K(class extends q{constructor(e){if(super(e),e.type!==G.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=/* @__PURE__ */ new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return P}}),Hn=C`
  .replies {
    color: var(--_link);
    font-size: 0.88em;
    padding: 0.15em 0.4em;
  }
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    position: relative;
    min-block-size: 0;
  }
  .scroller {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: var(--_gap);
    scrollbar-gutter: stable;
  }
  .lines {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: var(--_gap);
    margin-block: 0.8em 0.4em;
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .day::before,
  .day::after,
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .new {
    color: var(--_danger);
    font-weight: 600;
  }
  .new::before {
    border-color: currentColor;
  }
  .group {
    display: grid;
    grid-template-columns: 2.4em minmax(0, 1fr);
    column-gap: 0.7em;
    padding-block: 0.35em;
  }
  /* Who follows the newest lines sees no more than these. Who reads back has all laid out, for the place to stay. */
  .face {
    inline-size: 2.4em;
    block-size: 2.4em;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: hsl(var(--hue) 55% 42%);
    color: #fff;
    font-weight: 600;
    font-size: 0.9em;
    user-select: none;
  }
  .head {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
  }
  .name {
    font-weight: 650;
  }
  .line {
    border-radius: 0.4em;
    margin-inline: -0.4em;
    padding: 0.08em 0.4em;
    overflow-wrap: anywhere;
  }
  .line:is(:hover, :focus-within, :has(.open)) {
    /* Of its tools; for all lines of a page the browser would keep a layer each. */
    position: relative;
  }
  .line:hover,
  .line:focus-within {
    background: color-mix(in srgb, var(--_text) 4%, transparent);
  }
  .line.mine-mentioned {
    background: var(--_mark);
  }
  .line.target {
    animation: target 2.5s;
  }
  @keyframes target {
    from {
      background: color-mix(in srgb, var(--_accent) 30%, transparent);
    }
  }
  .line.me .text {
    font-style: italic;
  }
  .gone {
    color: var(--_quiet);
    font-style: italic;
  }
  .answered {
    display: flex;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0 0.5em;
    border-inline-start: 3px solid var(--_line);
    border-radius: 0;
    color: var(--_quiet);
    font-size: 0.88em;
    text-align: start;
  }
  .answered span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em;
    margin-block-start: 0.2em;
  }
  .reactions button {
    border: 1px solid var(--_line);
    background: var(--_raised);
    border-radius: 1em;
    padding: 0 0.55em;
    font-size: 0.88em;
    font-variant-numeric: tabular-nums;
  }
  .reactions button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }
  .pending {
    opacity: 0.75;
  }
  .pending .state {
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .refused {
    opacity: 1;
    border-inline-start: 3px solid var(--_danger);
  }
  .refused .state {
    color: var(--_danger);
  }
  .note {
    margin: auto;
    padding: 2em 1em;
    color: var(--_quiet);
    text-align: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 0.8em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    box-shadow: 0 0.2em 0.8em #0004;
  }
  .tools {
    position: absolute;
    inset-block-start: -1.1em;
    inset-inline-end: 0.4em;
    /* Not even the Tab key comes to those of a line that nobody is at, and a page of hundreds has none to lay out. */
    display: none;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    z-index: 1;
  }
  .line:hover .tools,
  .line:focus-within .tools,
  .tools.open {
    display: flex;
  }
  .tools button {
    padding: 0.15em 0.5em;
    font-size: 0.9em;
  }
  .menu {
    inset-block-start: 100%;
    inset-inline-end: 0;
    min-inline-size: 11em;
    max-block-size: var(--room);
    overflow-y: auto;
    z-index: 2;
  }
  .up .menu {
    inset-block: auto 100%;
  }
  .menu button {
    text-align: start;
    padding: 0.35em 0.6em;
  }
  .emojis {
    display: grid;
    grid-template-columns: repeat(6, auto);
  }
  @media (hover: none) {
    .line {
      position: relative;
    }
    .tools {
      display: flex;
      opacity: 0.6;
    }
  }
`,Un=[`👍`,`❤️`,`😂`,`🎉`,`😮`,`😢`,`🙏`,`👀`,`✅`,`🔥`,`👏`,`🤔`];var Wn=class{#e;#t;constructor(e){this.#e=e,e.addController(this)}#n;#r=matchMedia(`(hover: none)`);hostConnected(){document.addEventListener(`pointerdown`,this.#m)}hostDisconnected(){document.removeEventListener(`pointerdown`,this.#m)}get openAt(){return this.#t?.seq}isAt(e){return this.#r.matches||e===this.#n||e===this.openAt}pointed=({target:e})=>{let t=e instanceof Element?e.closest(`article`):void 0,n=Number(t?.dataset.seq);t&&n!==this.#n&&(this.#n=n,this.#e.requestUpdate())};render(e,t){let{say:n,account:r}=this.#e.session,i=this.#t?.seq===e.seq,a=this.#e.snapshot?.mayWrite??!1,{isUp:o,height:s}=i&&this.#t?.room||{isUp:!1,height:0};return N`<div
      class="tools ${i?`open`:``} ${o?`up`:``}"
      .style=${`--room: ${s}px`}
      @keydown=${this.#h}
    >
      ${a?N`${r.uid>0?N`<button
                    aria-label=${n(`react`)}
                    title=${n(`react`)}
                    aria-expanded=${i&&this.#t?.what===`emojis`}
                    @click=${()=>this.#d(e.seq,`emojis`)}
                  >
                    ☺
                  </button>`:F}
              <button aria-label=${n(`reply`)} title=${n(`reply`)} @click=${()=>this.tell(`answer`,e)}>
                ↩
              </button>`:F}
      <button
        aria-label=${n(`more`,{name:t})}
        aria-haspopup="menu"
        aria-expanded=${i&&this.#t?.what===`menu`}
        @click=${()=>this.#d(e.seq,`menu`)}
      >
        ⋯
      </button>
      ${i?this.#i(e):F}
    </div>`}react(e,t,n){let{session:r,room:i}=this.#e;this.#p(),this.#u(r.feed(i).react(e,t,n))}#i(e){let{session:t}=this.#e;return this.#t?.what===`menu`?this.#o(e):this.#t?.what===`emojis`?this.#a(e):N`<div class="menu floating">
      <chat-emojis
        .session=${t}
        @close=${()=>this.#p()}
        @pick=${({detail:t})=>this.react(e.seq,t,!0)}
      ></chat-emojis>
    </div>`}#a({seq:e}){let{session:t}=this.#e,{say:n}=t;return N`<div class="menu floating emojis">
      ${Un.map(t=>N`<button aria-label=${n(`reactWith`,{emoji:t})} @click=${()=>this.react(e,t,!0)}>
            ${t}
          </button>`)}
      ${t.hasEmojis?N`<button class="all-emojis" @click=${()=>this.#d(e,`all-emojis`)}>${n(`allEmojis`)}</button>`:F}
    </div>`}#o(e){let{session:t,room:n,snapshot:r}=this.#e,{say:i,account:a}=t,o=t.feed(n),s=t.list.snapshot.rooms.find(e=>e.room===n)?.may_moderate??!1,c=e.uid===a.uid&&a.uid>0,l=(e,t,n=!1)=>N`<button
        role="menuitem"
        class=${n?`danger`:``}
        @click=${()=>{this.#p(),t()}}
      >
        ${e}
      </button>`,u=r?.mayWrite??!1;return N`<div class="menu floating" role="menu">
      ${u?l(i(`replyInThread`),()=>this.tell(`thread`,e)):F}
      ${c&&u?l(i(`edit`),()=>this.tell(`edit`,e)):F}
      ${s?l(i(e.pinned?`unpin`:`pin`),()=>void this.#u(o.pin(e.seq,!e.pinned))):F}
      ${l(i(`copyLink`),()=>void this.#u(navigator.clipboard.writeText(t.linkTo(n,e.seq))))}
      ${t.toContent&&a.uid>0?l(i(`toContent`),()=>location.assign(t.toContent?.(n,e.seq,e.seq)??`#`)):F}
      ${a.uid>0&&!c?l(i(`flag`),()=>void this.#s(e)):F}
      ${a.uid>0?l(i(`markUnread`),()=>void this.#u(t.list.markUnread(n,e.seq))):F}
      ${s&&!c&&e.uid>0?N`${l(i(`muteLong`),()=>this.#l(e,`mute`),!0)}
            ${l(i(`kick`),()=>this.#c(e),!0)}
            ${l(i(`banLong`),()=>this.#l(e,`ban`),!0)}`:F}
      ${c&&u||s?l(i(`delete`),()=>{confirm(i(`confirmDelete`))&&this.#u(o.delete(e.seq))},!0):F}
    </div>`}async#s({seq:e}){let{session:t,room:n}=this.#e,{say:r,connection:i}=t,a=prompt(r(`flagReason`))?.trim().slice(0,255);a!==void 0&&await W(this.#e,r,i.rpc(`chat.flag`,{room:n,seq:e,reason:a}))&&U(this.#e,r(`flagged`))}#c({uid:e}){let{session:t,room:n}=this.#e;this.#u(t.connection.rpc(`chat.impose`,{room:n,uid:e,kind:`ban`,seconds:300}))}#l({uid:e,name:t},n){this.#e.dispatchEvent(new CustomEvent(`hold-back`,{detail:{what:n,person:{uid:e,name:t}}}))}tell(e,t){this.#p(),this.#e.dispatchEvent(new CustomEvent(e,{detail:t}))}#u(e){return W(this.#e,this.#e.session.say,e)}#d(e,t){let n=this.#t?.seq===e&&this.#t.what===t;this.#t=n?void 0:{seq:e,what:t,room:this.#f(e)},this.#e.requestUpdate(),n||this.#e.updateComplete.then(()=>{this.#e.renderRoot.querySelector(`.menu button`)?.focus()})}#f(e){let t=this.#e.renderRoot.querySelector(`[data-seq="${e}"] .tools`)?.getBoundingClientRect(),{top:n,bottom:r}=this.#e.getBoundingClientRect(),[i,a]=[(t?.top??n)-n,r-(t?.bottom??n)];return{isUp:i>a,height:Math.max(i,a)-12}}#p(){this.#t&&(this.#t=void 0,this.#e.requestUpdate())}#m=e=>{e.composedPath().some(e=>e instanceof Element&&e.matches(`.tools`))||this.#p()};#h=e=>{let t=this.#e.renderRoot.querySelector(`.menu`);if(e.key===`Escape`&&this.#t){e.stopPropagation();let n=t?.parentElement?.querySelector(`[aria-expanded="true"]`);this.#p(),n?.focus()}let n={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1}[e.key];if(n===void 0||!t)return;e.preventDefault();let r=[...t.querySelectorAll(`button`)],i=t.getRootNode();r[(r.indexOf(i.activeElement)+n+r.length)%r.length]?.focus()}},Gn=class extends q{constructor(e){
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
if(super(e),this.it=F,e.type!==G.CHILD)throw Error(this.constructor.directiveName+`() can only be used in child bindings`)}render(e){if(e===F||e==null)return this._t=void 0,this.it=e;if(e===P)return e;if(typeof e!=`string`)throw Error(this.constructor.directiveName+`() called with a non-string value`);if(e===this.it)return this._t;this.it=e;let t=[e];return t.raw=t,this._t={_$litType$:this.constructor.resultType,strings:t,values:[]}}};Gn.directiveName=`unsafeHTML`,Gn.resultType=1;let Kn=K(Gn),qn=/* @__PURE__ */ new Set([`image/png`,`image/jpeg`,`image/gif`,`image/webp`]);function Jn(e,t,n,r){return n.deleted?N`<p class="gone">${e.say(`deleted`)}</p>`:N`${Yn(n,r)}
  ${(n.files??[]).map(n=>Xn(e,t,n))}
  ${e.previewable(n.html).map(t=>N`<chat-preview .session=${e} .address=${t}></chat-preview>`)}`}function Yn({kind:e,html:t},n){return t===``?F:e===`me`?N`<div class="text" dir="auto"><span>${n} </span>${Kn(t)}</div>`:N`<div class="text" dir="auto" .innerHTML=${t}></div>`}function Xn(e,t,n){let{name:r,type:i,size:a,width:o,height:s}=n,c=e.files.url(t,n);return!qn.has(i)||o===void 0||s===void 0?N`<a class="file" href=${c} download=${r}
      ><span aria-hidden="true">📎</span> <bdi>${r}</bdi> <span class="quiet">${Zn(a)}</span></a
    >`:N`<a class="picture" href=${c} target="_blank" rel="noopener"
    ><img src=${c} alt=${r} loading="lazy" width=${o} height=${s}
  /></a>`}function Zn(e){let t=[`byte`,`kilobyte`,`megabyte`,`gigabyte`],n=Math.min(t.length-1,e>0?Math.floor(Math.log(e)/Math.log(1e3)):0);return new Intl.NumberFormat(document.documentElement.lang||void 0,{style:`unit`,unit:t[n]??`byte`,maximumFractionDigits:+(n>1)}).format(e/1e3**n)}let Qn=C`
  .file,
  .picture {
    display: inline-block;
    max-inline-size: 100%;
    margin-block: 0.2em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: var(--_link);
    overflow: hidden;
  }
  .file {
    padding: 0.4em 0.7em;
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .picture img {
    display: block;
    max-inline-size: min(100%, 24rem);
    max-block-size: 18rem;
    block-size: auto;
    inline-size: auto;
    background: var(--_raised);
  }
`;var $n=class{#e;#t;#n;constructor(e){this.#e=e,e.addController(this)}hostConnected(){this.#t=void 0}isAt(e){return e===this.#t}get stop(){return this.#n}hostUpdate(){let e=this.#e.snapshot?.lines??[],t=this.#t!==void 0&&e.some(e=>e.seq===this.#t);this.#n=t?this.#t:e.at(-1)?.seq}came=e=>{let t=er(e),n=Number(t?.dataset.seq);t&&n!==this.#t&&(this.#t=n,this.#e.requestUpdate())};key=e=>{let t=e.target instanceof HTMLElement&&e.target.matches(`article`)?e.target:void 0;if(!t||e.defaultPrevented)return;let n=[...this.#e.renderRoot.querySelectorAll(`article`)],r=n.indexOf(t),i={ArrowUp:n[r-1],ArrowDown:n[r+1],Home:n[0],End:n.at(-1)}[e.key];i&&(e.preventDefault(),i.focus())}};function er(e){return e.target instanceof Element?e.target.closest(`article`)??void 0:void 0}function tr(e,t,n){let r=[],i,a,o=t===void 0;for(let s of e){let e=rr(s);if(e!==a&&(r.push({type:`day`,key:`day ${e}`,at:s.created}),a=e,i=void 0),!o&&t!==void 0&&s.seq>t&&s.uid!==n&&(r.push({type:`unread`,key:`unread`}),o=!0,i=void 0),i!==void 0&&nr(i.last,s)){i.group.lines.push(s),i.last=s;continue}let c={uid:s.uid,name:s.name,created:s.created,lines:[s]};r.push({type:`group`,key:`group ${s.seq}`,group:c}),i={group:c,last:s}}return r}function nr(e,t){return t.kind===`text`&&e.kind===`text`&&t.uid===e.uid&&t.name===e.name&&t.created-e.created<3e5}function rr({created:e}){return new Date(e).toDateString()}var ir=class extends z{static properties={session:{attribute:!1},room:{},snapshot:{state:!0},unseen:{state:!0},isAtEnd:{state:!0}};#e;#t=[];#n;#r=0;#i=!1;#a;#o=new Z(e=>this.#C(e));#s=new ResizeObserver(()=>{this.isAtEnd&&this.#T()});#c=new Wn(this);#l=new $n(this);constructor(){super(),this.unseen=0,this.isAtEnd=!0}static styles=[V,nn,Qn,Hn];connectedCallback(){super.connectedCallback(),document.addEventListener(`visibilitychange`,this.#k),window.addEventListener(`focus`,this.#k),this.#s.observe(this)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`visibilitychange`,this.#k),window.removeEventListener(`focus`,this.#k),this.#s.disconnect(),this.#S()}async goTo(e){this.snapshot?.lines.some(t=>t.seq===e)||await this.#e?.goTo(e),this.#o.flush(),this.isAtEnd=!1,this.#a=e,this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector(`[data-seq="${e}"]`)?.scrollIntoView({block:`center`})}async goToEnd(){await this.#e?.goToEnd(),this.#o.flush(),this.isAtEnd=!0,await this.updateComplete,this.#T(),this.#k()}willUpdate(e){(e.has(`room`)||e.has(`session`))&&this.#x();let t=this.#w;t&&(this.#r=t.scrollHeight-t.scrollTop)}updated(e){this.#T(e.has(`isAtEnd`)),this.#D(),this.#k()}render(){let{snapshot:e,session:t}=this;if(!e)return N``;let{say:n}=t,r=tr(e.lines,this.#n,t.account.uid),i=e.pending.filter(({thread:e})=>e===void 0),a=e.lines.length+i.length===0;return N`
      <div class="scroller" tabindex="0" role="region" aria-label=${n(`conversation`)} @scroll=${this.#E}>
        <div class="lines ${this.isAtEnd?`following`:``}">
          ${e.hasOlder?N`<p class="quiet" role="status">${n(`older`)}</p>`:F}
          ${this.#u(e,a)}
          <div role="log" aria-label=${n(`messages`)} aria-live=${this.#i?`polite`:`off`} @pointerover=${this.#c.pointed} @focusin=${this.#l.came} @keydown=${this.#l.key}>
            <ol>
              ${X(r,({key:e})=>e,e=>this.#f(e))}
            </ol>
          </div>
          <ol class="pending-lines">
            ${X(i,({client_id:e})=>e,e=>this.#b(e))}
          </ol>
        </div>
      </div>
      ${this.#d(e)}
    `}#u(e,t){let{say:n}=this.session;return e.state===`refused`?N`<p class="note" role="alert">${e.error?.message}</p>`:t?N`<p class="note">${n(e.state===`live`?`empty`:`loading`)}</p>`:F}#d({hasNewer:e}){if(!e&&(this.isAtEnd||this.unseen===0))return F;let{say:t}=this.session,n=this.unseen>0?t(`jumpToNew`,{count:this.unseen}):t(`jumpToEnd`);return N`<button class="primary jump" @click=${()=>this.goToEnd()}>${n} ↓</button>`}#f(e){return e.type===`day`?N`<li class="day">${xn(e.at)}</li>`:e.type===`unread`?N`<li class="new">${this.session.say(`newLines`)}</li>`:sn(this.#p(e.group),()=>this.#m(e.group))}#p({name:e,lines:t}){let{session:n,room:r,snapshot:i}=this,a=e=>t.find(({seq:t})=>t===e)?.seq,o=a(this.#c.openAt)&&{};return[n,r,i?.mayWrite,e,o,a(this.#a),a(this.#l.stop),...t.flatMap(e=>[e,this.#g(e),this.#v(e.reply_to)])]}#m({uid:e,name:t,created:n,lines:r}){let i=t===``?this.session.say(`guest`):t;return N`
      <li class="group">
        <span class="face" aria-hidden="true" .style=${`--hue: ${e*137%360}`}>${ar(i)}</span>
        <div>
          <p class="head">
            <span class="name"><bdi>${i}</bdi></span>
            ${r[0]?.kind===`bot`?N`<span class="quiet">${this.session.say(`bot`)}</span>`:F}
            <time class="quiet" datetime=${new Date(n).toISOString()} title=${Q(n)}
              >${bn(n)}</time
            >
          </p>
          ${X(r,({seq:e})=>e,e=>this.#h(e,i))}
        </div>
      </li>
    `}#h(e,t){let{account:n,say:r}=this.session,i={line:!0,me:e.kind===`me`,target:e.seq===this.#a,"mine-mentioned":e.mentions?.includes(n.uid)||e.calls!==void 0&&e.uid!==n.uid};return N`
      <article class=${Vn(i)} tabindex=${e.seq===this.#l.stop?0:-1} data-seq=${e.seq} data-client-id=${e.client_id}>
        ${this.#_(e)}
        ${Jn(this.session,this.room,e,t)}
        ${e.edited&&!e.deleted?N`<span class="quiet" title=${Q(e.edited)}>(${r(`edited`)})</span>`:F}
        ${e.pinned?N`<span class="quiet">📌 ${r(`pinned`)}</span>`:F}
        ${this.#y(e)}
        ${e.replies?N`<button class="replies" @click=${()=>this.#c.tell(`thread`,e)}>
                💬 ${r(`replies`,{count:e.replies})}
              </button>`:F}
        ${this.#g(e)?this.#c.render(e,t):F}
      </article>
    `}#g({seq:e,deleted:t}){return!t&&(this.#c.isAt(e)||this.#l.isAt(e))}#_({reply_to:e}){if(e===void 0)return F;let{say:t}=this.session,n=this.#v(e),r=n?n.deleted?t(`deleted`):or(n.html):t(`goneLine`),i=t(`answerTo`,{name:n?.name??`…`,text:r.slice(0,200)});return N`<button class="answered" @click=${()=>this.goTo(e)}><span dir="auto">↳ ${i}</span></button>`}#v(e){return e===void 0?void 0:this.snapshot?.lines.find(({seq:t})=>t===e)}#y({seq:e,reactions:t=[]}){if(t.length===0)return F;let{account:n,say:r}=this.session;return N`<div class="reactions">
      ${t.map(({emoji:t,count:i,uids:a})=>{let o=a.includes(n.uid);return N`<button
          aria-pressed=${o}
          aria-label=${r(`reactions`,{count:i,emoji:t})}
          ?disabled=${n.uid===0||!this.snapshot?.mayWrite}
          @click=${()=>this.#c.react(e,t,!o)}
        >
          ${t} ${i}
        </button>`})}
    </div>`}#b({client_id:e,body:t,files:n=[],state:r,error:i}){let{say:a}=this.session,o=r===`refused`,s=i?a(o?`refused`:`held`,{reason:i.message}):a(r);return N`<li class=${Vn({line:!0,pending:!0,refused:o})} data-client-id=${e}>
      <div class="text" dir="auto">${t}${n.map(({name:e})=>N` <bdi>📎 ${e}</bdi>`)}</div>
      <span class="state" role=${o?`alert`:F}>${s}</span>
      ${o?N`<button @click=${()=>this.#e?.resend(e)}>${a(`resend`)}</button>
              <button @click=${()=>this.#e?.discard(e)}>${a(`discard`)}</button>`:F}
    </li>`}#x(){this.#S();let{session:e,room:t}=this,n=e.feed(t);this.#e=n,this.#n=e.list.snapshot.rooms.find(e=>e.room===t)?.read_seq,this.isAtEnd=!0,this.#i=!1,this.#a=void 0,this.unseen=0,this.#t=[n.onChange(e=>this.#o.take(e))]}#S(){for(let e of this.#t)e();this.#t=[],this.#o.clear(),this.#e=void 0}#C(e){let t=this.snapshot?.lines.at(-1)?.seq??0,n=e.lines.filter(({seq:e,uid:n})=>e>t&&n!==this.session.account.uid).length;this.#i&&!this.isAtEnd&&(this.unseen+=n),e.pending.length>(this.snapshot?.pending.length??0)&&(this.isAtEnd=!0),this.snapshot=e,e.state===`live`&&!this.#i&&this.updateComplete.then(()=>{this.#i=!0}),this.isAtEnd&&!e.hasNewer&&e.lines.length>200&&(this.#e?.keepNewest(150),this.#o.flush())}get#w(){return this.renderRoot.querySelector(`.scroller`)}#T(e=!1){let t=this.#w;t&&(this.isAtEnd&&!this.snapshot?.hasNewer?t.scrollTop=t.scrollHeight:(e||t.scrollTop<400)&&(t.scrollTop=t.scrollHeight-this.#r))}#E=()=>{let e=this.#w;if(!e||!this.snapshot)return;let{scrollTop:t,scrollHeight:n,clientHeight:r}=e;this.isAtEnd=n-t-r<48&&!this.snapshot.hasNewer,this.isAtEnd&&(this.unseen=0),this.#D(),this.#k()};#D(){let e=this.#w,{snapshot:t}=this;if(!e||t?.state!==`live`)return;let{scrollTop:n,scrollHeight:r,clientHeight:i}=e;n<400&&t.hasOlder&&this.#O(this.#e?.older()),r-n-i<400&&t.hasNewer&&this.#O(this.#e?.newer())}async#O(e){try{await e}catch{}}#k=()=>{let{snapshot:e,session:t,room:n}=this;e&&this.isAtEnd&&e.state===`live`&&e.last!==void 0&&document.visibilityState===`visible`&&document.hasFocus()&&t.list.read(n,e.last)}};function ar(e){let t=e.trim().split(/\s+/);return[t[0],t.length>1?t.at(-1):``].map(e=>[...e??``][0]??``).join(``).toUpperCase()}function or(e){let{body:t}=new DOMParser().parseFromString(e,`text/html`);return(t.textContent??``).replace(/\s+/g,` `).trim()}var sr=class extends z{static properties={session:{attribute:!1},list:{attribute:!1},room:{}};static styles=[V,C`
      :host {
        display: contents;
      }
      nav {
        display: flex;
        flex: 1;
        flex-direction: column;
        gap: 0.2em;
      }
      h2 {
        font-size: 0.82em;
        font-weight: 600;
        color: var(--_quiet);
        padding: 0 0.6em 0.3em;
      }
      ul button {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 0.5em;
        inline-size: 100%;
        text-align: start;
        padding: 0.4em 0.6em;
      }
      button.unread {
        font-weight: 650;
      }
      button[aria-current='true'] {
        background: color-mix(in srgb, var(--_accent) 16%, transparent);
        box-shadow: inset 3px 0 var(--_accent);
      }
      :dir(rtl) button[aria-current='true'] {
        box-shadow: inset -3px 0 var(--_accent);
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .invitation {
        padding: 0.5em;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_mark);
      }
      .begin {
        margin-block-start: auto;
        padding-block-start: 0.5em;
        font-size: 0.9em;
      }
      .begin button {
        inline-size: 100%;
        text-align: start;
      }
    `];render(){let{isLoaded:e,rooms:t,invitations:n,mayTalk:r,mayCreate:i}=this.list,{say:a}=this.session;return N`<nav aria-label=${a(`rooms`)}>
      <h2>${a(`rooms`)}</h2>
      ${e&&t.length===0?N`<p class="quiet">${a(`noRooms`)}</p>`:F}
      <ul>
        ${t.map(e=>N`<li>${this.#e(e)}</li>`)}
      </ul>
      ${n.map(e=>this.#t(e))}
      ${r||i?N`<div class="begin">
              ${r?N`<button @click=${()=>this.#r(`begin`,`talk`)}>+ ${a(`beginTalk`)}</button>`:F}
              ${i?N`<button @click=${()=>this.#r(`begin`,`create`)}>+ ${a(`beginRoom`)}</button>`:F}
            </div>`:F}
    </nav>`}#e({room:e,title:t,unread:n,mentions:r,notify:i}){let{say:a}=this.session,o=i===`nothing`,s=r>0?a(`mentions`,{count:r}):n>0?a(`unread`,{count:cr(n)}):``;return N`<button
      data-room=${e}
      class=${n>0&&!o?`unread`:``}
      aria-current=${e===this.room}
      @click=${()=>this.#r(`go`,e)}
    >
      <span class="title" dir="auto">${t}</span>
      ${s===``||o&&r===0?F:N`<span class="badge ${r>0?`strong`:``}" aria-hidden="true"
                >${r>0?`@ ${r}`:cr(n)}</span
              ><span class="spoken">, ${s}</span>`}
    </button>`}#t({room:e,title:t,name:n}){let{say:r}=this.session;return N`<section class="invitation">
      <p>${r(`invited`,{name:n,room:t})}</p>
      <button class="primary" @click=${()=>this.#n(`chat.join`,e)}>${r(`join`)}</button>
      <button @click=${()=>this.#n(`chat.leave`,e)}>${r(`decline`)}</button>
    </section>`}async#n(e,t){let{session:n}=this,r=await W(this,n.say,n.connection.rpc(e,{room:t}));await n.list.load(),r&&e===`chat.join`&&this.#r(`go`,t)}#r(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}};function cr(e){return e>99?`99+`:String(e)}let lr=`chatroom:drawer`;var ur=class extends z{static properties={session:{attribute:!1},room:{},list:{state:!0},isOpen:{state:!0}};#e;constructor(){super(),this.isOpen=v.get(lr)===`open`}static styles=[V,C`
      :host {
        position: fixed;
        inset-block-end: 1rem;
        inset-inline-end: 1rem;
        z-index: 500;
      }
      .opener {
        padding: 0.7em 1.1em;
        border-radius: 2em;
        box-shadow: 0 0.3em 1.2em #0005;
        margin-inline-start: auto;
        display: block;
      }
      chat-app {
        --chat-block-size: min(36rem, calc(100dvh - 6rem));
        inline-size: min(26rem, calc(100vw - 2rem));
        margin-block-end: 0.6rem;
        box-shadow: 0 0.6em 2.4em #0006;
      }
    `];connectedCallback(){this.parentElement===document.body?super.connectedCallback():(document.querySelector(`body > chat-drawer`)?.remove(),document.body.append(this))}disconnectedCallback(){super.disconnectedCallback(),this.#e?.(),this.#e=void 0}willUpdate(e){e.has(`session`)&&(this.#e?.(),this.#e=this.session?.list.onChange(e=>{this.list=e}))}render(){let{session:e,list:t}=this;if(!e||!t)return F;let{say:n}=e,{unread:r}=t;return N`
      ${this.isOpen?N`<chat-app
              .session=${e}
              .room=${this.room}
              @keydown=${this.#t}
              @room-change=${({detail:e})=>{this.room=e}}
            ></chat-app>`:F}
      <button class="primary opener" aria-expanded=${this.isOpen} @click=${()=>this.#n()}>
        <span aria-hidden="true">💬 ${this.isOpen?`✕`:r>0?cr(r):``}</span>
        <span class="spoken">
          ${this.isOpen?n(`close`):r>0?n(`openUnread`,{count:r}):n(`open`)}
        </span>
      </button>
    `}#t=e=>{if(e.key!==`Escape`||e.defaultPrevented)return;let t=e.currentTarget;t.panel===void 0&&t.dialog===void 0&&this.#n()};#n(){this.isOpen=!this.isOpen,v.set(lr,this.isOpen?`open`:`closed`),this.updateComplete.then(()=>{this.isOpen||this.renderRoot.querySelector(`.opener`)?.focus()})}};let dr={recent:`chatroom:emojis`,skin:`chatroom:skin`},fr=[`✋`,`✋🏻`,`✋🏼`,`✋🏽`,`✋🏾`,`✋🏿`];var pr=class extends z{static properties={session:{attribute:!1},groups:{state:!0},typed:{state:!0},skin:{state:!0},trouble:{state:!0}};constructor(){super(),this.groups=[],this.typed=``,this.trouble=``,this.skin=Number(y.get(dr.skin)??0)}static styles=[V,C`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.4em;
        inline-size: min(21rem, 80vw);
        block-size: 19rem;
      }
      .head {
        display: flex;
        gap: 0.4em;
      }
      .head select {
        inline-size: auto;
      }
      .all {
        overflow-y: auto;
        flex: 1;
      }
      section {
        content-visibility: auto;
        contain-intrinsic-block-size: auto 14rem;
      }
      h3 {
        margin: 0.3em 0;
        font-size: 0.8em;
        color: var(--_quiet);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(8, 1fr);
      }
      .grid button {
        font-size: 1.3em;
        padding: 0.1em;
        line-height: 1.4;
      }
    `];connectedCallback(){super.connectedCallback(),this.#n()}firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=this.typed.trim();return N`
      <div class="head" @keydown=${this.#a}>
        <input
          type="search"
          autocomplete="off"
          aria-label=${e(`emojiSearch`)}
          placeholder=${e(`emojiSearch`)}
          @input=${e=>{this.typed=e.target.value}}
        />
        <select aria-label=${e(`skin`)} @change=${this.#i}>
          ${fr.map((e,t)=>N`<option value=${t} ?selected=${t===this.skin}>${e}</option>`)}
        </select>
      </div>
      <p class="spoken" role="status">
        ${this.trouble===``?this.groups.length===0?e(`loading`):``:this.trouble}
      </p>
      <div class="all" @keydown=${this.#a}>
        ${t===``?[this.#e(`recent`,this.#t()),...this.groups.map(({name:e,emojis:t})=>this.#e(e,t))]:this.#e(`found`,s(this.groups,t,80))}
      </div>
    `}#e(e,t){let{say:n}=this.session;if(t.length===0)return e===`found`&&this.groups.length>0?N`<p class="quiet">${n(`nothingFound`)}</p>`:F;let r=n(`emoji_${e}`);return N`<section aria-label=${r}>
      <h3 aria-hidden="true">${r}</h3>
      <div class="grid">
        ${t.map(e=>{let t=e.skins[this.skin-1]??e.emoji;return N`<button aria-label=${e.name} title=${e.name} @click=${()=>this.#r(t)}>${t}</button>`})}
      </div>
    </section>`}#t(){let e=new Map(this.groups.flatMap(({emojis:e})=>e.flatMap(e=>[e.emoji,...e.skins].map(t=>[t,e]))));return mr().flatMap(t=>{let n=e.get(t);return n?[{...n,emoji:t,skins:[]}]:[]})}async#n(){try{this.groups=await this.session.emojis()}catch(e){this.trouble=this.session.say(`notMade`,{reason:H(e)})}}#r(e){let t=[e,...mr().filter(t=>t!==e)].slice(0,16);y.set(dr.recent,t.join(` `)),this.dispatchEvent(new CustomEvent(`pick`,{detail:e}))}#i=e=>{this.skin=Number(e.target.value),y.set(dr.skin,String(this.skin))};#a=e=>{let t=e.target;if(t instanceof HTMLSelectElement)return;let n=[...this.renderRoot.querySelectorAll(`.grid button`)];if(e.key===`Escape`){e.stopPropagation(),this.dispatchEvent(new CustomEvent(`close`));return}if(t instanceof HTMLInputElement){if(e.key!==`ArrowDown`&&e.key!==`Enter`)return;e.preventDefault(),e.key===`Enter`&&this.typed.trim()!==``?n[0]?.click():n[0]?.focus();return}let r=this.matches(`:dir(rtl)`),i={ArrowRight:r?-1:1,ArrowLeft:r?1:-1,ArrowDown:8,ArrowUp:-8}[e.key];if(i===void 0)return;e.preventDefault();let a=n.indexOf(t)+i;a<0?this.renderRoot.querySelector(`input`)?.focus():n[Math.min(a,n.length-1)]?.focus()}};function mr(){return(y.get(dr.recent)??``).split(` `).filter(e=>e!==``)}var hr=class extends z{static properties={session:{attribute:!1},room:{},what:{},found:{state:!0},hasMore:{state:!0},state:{state:!0}};#e=``;#t=!1;constructor(){super(),this.found=[],this.hasMore=!1,this.state=`idle`}static styles=[V,B];willUpdate(e){(e.has(`what`)||e.has(`room`))&&(this.what!==`search`||e.has(`what`)||this.#t)&&(this.found=[],this.hasMore=!1,this.state=`idle`,this.what===`pins`&&this.#a())}firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=e(this.what===`pins`?`pins`:`search`);return N`
      <div class="head">
        <h2>${t}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${e(`close`)}</button>
      </div>
      ${this.what===`search`?this.#n():F}
      <p class="quiet" role="status">
        ${this.state===`asking`?e(`loading`):this.state===`asked`&&this.found.length===0?e(this.what===`pins`?`noPins`:`nothingFound`):``}
      </p>
      <ol aria-label=${t}>
        ${this.found.map(e=>this.#r(e))}
        ${this.hasMore?N`<li><button @click=${()=>this.#o(!0)}>${e(`moreFound`)}</button></li>`:F}
      </ol>
    `}#n(){let{say:e}=this.session;return N`<form
        role="search"
        @submit=${e=>{e.preventDefault(),this.#o(!1)}}
      >
        <div class="row">
          <label
            >${e(`searchFor`)}<input
              type="search"
              name="query"
              minlength="2"
              maxlength="100"
              required
              autocomplete="off"
          /></label>
          <button class="primary">${e(`search`)}</button>
        </div>
        <label class="check"
          ><input type="checkbox" name="here" />${e(`onlyHere`)}</label
        >
      </form>
      <form
        @submit=${e=>{e.preventDefault(),this.#s()}}
      >
        <div class="row">
          <label>${e(`toDay`)}<input type="date" name="day" required /></label>
          <button>${e(`goThere`)}</button>
        </div>
      </form>`}#r({room:e,line:t}){let{say:n,list:r}=this.session,i=r.snapshot.rooms.find(t=>t.room===e)?.title??e;return N`<li>
      <button @click=${()=>this.#i(e,t)}>
        <span class="who"
          ><strong><bdi>${t.name||n(`guest`)}</bdi></strong> ${Q(t.created)}${e===this.room?F:N` · <bdi>${i}</bdi>`}</span
        >
        <span class="text" dir="auto">${t.body.slice(0,300)||`📎`}</span>
      </button>
    </li>`}#i(e,{seq:t,thread:n}){this.dispatchEvent(new CustomEvent(`go`,{detail:{room:e,seq:n??t,thread:n}}))}async#a(){let{room:t}=this;await this.#c(async()=>{let n=e(await this.session.connection.rpc(`chat.pins`,{room:t}));t===this.room&&this.what===`pins`&&(this.found=(m(n?.lines)??[]).map(e=>({room:t,line:e})))})}async#o(t){let n=this.renderRoot.querySelector(`form`);if(n){if(!t){let e=new FormData(n);this.#e=String(e.get(`query`)??``).trim(),this.#t=e.has(`here`),this.found=[]}[...this.#e].length<2||await this.#c(async()=>{let n=t?this.found.at(-1)?.line.mid:void 0,r=e(await this.session.connection.rpc(`chat.search`,{query:this.#e,...this.#t&&{room:this.room},...n!==void 0&&{before:n}}));this.found=[...this.found,...gr(r?.found)],this.hasMore=r?.more===!0})}}async#s(){let[,t]=this.renderRoot.querySelectorAll(`form`),n=String(t?new FormData(t).get(`day`)??``:``),{room:r}=this;await this.#c(async()=>{let t=(/* @__PURE__ */ new Date(`${n}T00:00`)).getTime(),i=e(await this.session.connection.rpc(`chat.find`,{room:r,created:t}));this.dispatchEvent(new CustomEvent(`go`,{detail:{room:r,seq:i?.seq}}))})}async#c(e){this.state=`asking`,await W(this,this.session.say,e()),this.state=`asked`}};function gr(t){return Array.isArray(t)?t.flatMap(t=>{let{room:r,line:i}=e(t)??{},a=p(i);return n(r)&&a?[{room:r,line:a}]:[]}):[]}let _r=3600,vr=24*_r,yr=[[`tenMinutes`,600],[`oneHour`,_r],[`oneDay`,vr],[`oneWeek`,7*vr],[`forGood`,0]];var br=class extends z{static properties={session:{attribute:!1},room:{},person:{attribute:!1},kind:{},trouble:{state:!0}};constructor(){super(),this.trouble=``}static styles=[V,B,C`
      :host {
        block-size: auto;
      }
    `];firstUpdated(){this.renderRoot.querySelector(`select`)?.focus()}render(){let{say:e}=this.session,t=e(this.kind===`mute`?`muteWhom`:`banWhom`,{name:this.person.name});return N`
      <div class="head">
        <h2>${t}</h2>
        <button @click=${this.#e}>${e(`close`)}</button>
      </div>
      <p class="quiet">${e(this.kind===`mute`?`muteMeans`:`banMeans`)}</p>
      <form @submit=${this.#t}>
        <label
          >${e(`howLong`)}<select name="seconds">
            ${yr.map(([t,n])=>N`<option value=${n}>${e(t)}</option>`)}
          </select></label
        >
        <label>${e(`why`)}<input name="reason" maxlength="255" autocomplete="off" /></label>
        ${this.trouble===``?``:N`<p class="trouble" role="alert">${this.trouble}</p>`}
        <button class="primary">${t}</button>
      </form>
    `}#e=()=>{this.dispatchEvent(new CustomEvent(`close`))};#t=async e=>{e.preventDefault();let t=new FormData(e.target),n=Number(t.get(`seconds`)),r=String(t.get(`reason`)??``).trim(),{session:i,room:a,person:o,kind:s}=this;try{await i.connection.rpc(`chat.impose`,{room:a,uid:o.uid,kind:s,...n>0&&{seconds:n},...r!==``&&{reason:r}}),this.#e()}catch(e){this.trouble=i.say(`notMade`,{reason:H(e)})}}},xr=class extends z{static properties={session:{attribute:!1},address:{},preview:{state:!0}};static styles=[V,C`
      :host {
        display: block;
      }
      a {
        display: block;
        max-inline-size: 28rem;
        margin-block: 0.2em;
        padding: 0.4em 0.7em;
        border: 1px solid var(--_line);
        border-inline-start: 3px solid var(--_accent);
        border-radius: var(--_radius);
        background: var(--_raised);
        color: inherit;
        text-decoration: none;
        overflow-wrap: anywhere;
      }
      strong {
        display: block;
        color: var(--_link);
      }
      a:hover strong {
        text-decoration: underline;
      }
    `];#e;connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.#t()}disconnectedCallback(){super.disconnectedCallback(),this.#e?.()}willUpdate(e){(e.has(`address`)||e.has(`session`))&&this.#t()}render(){if(!this.preview)return F;let{title:e,kind:t,text:n}=this.preview;return N`<a href=${this.address} dir="auto"
      ><strong>${e}</strong><span class="quiet">${t}</span>${n===``?F:N`<br />${n}`}</a
    >`}#t(){this.#e?.(),this.preview=void 0,this.#e=this.session.watchPreview(this.address,e=>{this.preview=e})}},Sr=class extends z{static properties={session:{attribute:!1},typed:{state:!0},chosen:{state:!0}};constructor(){super(),this.typed=``,this.chosen=0}static styles=[V,C`
      ul {
        padding-block-start: 0.4em;
      }
      [role='option'] {
        padding: 0.4em 0.6em;
        border-radius: var(--_radius);
        cursor: pointer;
      }
      [aria-selected='true'] {
        background: var(--_accent);
        color: var(--_on-accent);
      }
    `];firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=this.#e();return N`
      <input
        role="combobox"
        autocomplete="off"
        aria-label=${e(`quickSwitchHint`)}
        placeholder=${e(`quickSwitchHint`)}
        aria-expanded=${t.length>0}
        aria-controls="found"
        aria-activedescendant=${`room-${this.chosen}`}
        .value=${this.typed}
        @input=${e=>{this.typed=e.target.value,this.chosen=0}}
        @keydown=${this.#t}
      />
      <ul id="found" role="listbox" aria-label=${e(`rooms`)}>
        ${t.map(({room:e,title:t},n)=>N`<li id="room-${n}" role="option" dir="auto" aria-selected=${n===this.chosen} @click=${()=>this.#n(e)}>
              ${t}
            </li>`)}
      </ul>
    `}#e(){let e=this.typed.toLocaleLowerCase(),{rooms:t}=this.session.list.snapshot;return t.filter(({title:t})=>t.toLocaleLowerCase().includes(e)).slice(0,8)}#t=e=>{let t=this.#e(),n={ArrowDown:1,ArrowUp:-1}[e.key],r=t[this.chosen]?.room;n!==void 0&&t.length>0?(e.preventDefault(),this.chosen=(this.chosen+n+t.length)%t.length):e.key===`Enter`&&r!==void 0&&(e.preventDefault(),this.#n(r))};#n(e){this.dispatchEvent(new CustomEvent(`go`,{detail:e}))}},Cr=class extends z{static properties={session:{attribute:!1},overview:{attribute:!1},side:{attribute:!1},present:{type:Number},othersUnread:{type:Number},hasRooms:{type:Boolean},isSingle:{type:Boolean,attribute:`single`,reflect:!0},isOpen:{state:!0}};constructor(){super(),this.isOpen=!1,this.isSingle=!1}static styles=[V,C`
      :host {
        display: block;
      }
      header {
        position: relative;
        display: flex;
        align-items: center;
        gap: 0.5em;
        padding: 0.5em var(--_gap);
        border-block-end: 1px solid var(--_line);
        min-block-size: 3em;
      }
      h2 {
        flex: 1;
        font-size: 1.05em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .tool {
        padding: 0.3em 0.45em;
      }
      .tool[aria-pressed='true'] {
        background: color-mix(in srgb, var(--_accent) 16%, transparent);
      }
      .room-menu {
        inset-block-start: 100%;
        inset-inline-end: 0.5em;
        z-index: 4;
        gap: 0.2em;
        max-inline-size: calc(100% - 1em);
      }
      .room-menu button {
        text-align: start;
      }
      .room-menu label {
        padding: 0.35em 0.6em;
      }
      .when-narrow {
        display: none;
      }
      :host([single]) .rooms {
        display: none !important;
      }
      :host([single]) .people {
        display: inline-block;
      }
      @container (max-width: 56rem) {
        .people {
          display: inline-block;
        }
      }
      @container (max-width: 38rem) {
        .when-narrow {
          display: inline-block;
        }
      }
    `];connectedCallback(){super.connectedCallback(),document.addEventListener(`pointerdown`,this.#o)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`pointerdown`,this.#o)}render(){let{overview:e,side:t,present:n}=this,{say:r}=this.session;return N`<header @keydown=${this.#a}>
      <button class="when-narrow rooms" aria-expanded=${this.hasRooms} @click=${()=>this.#s(`rooms`)}>
        <span aria-hidden="true"
          >☰${this.othersUnread===0?F:N` <span class="badge strong">${cr(this.othersUnread)}</span>`}</span
        >
        <span class="spoken">${r(`showRooms`)}</span>
      </button>
      <h2 dir="auto">${e.title}</h2>
      ${this.#e(`search`,`🔍`)}${this.#e(`pins`,`📌`)}
      <button
        class="tool"
        aria-label=${r(`roomMenu`)}
        title=${r(`roomMenu`)}
        aria-expanded=${this.isOpen}
        @click=${()=>{this.isOpen=!this.isOpen}}
      >
        ⚙
      </button>
      ${this.isOpen?this.#t(e):F}
      ${e.slow>0?N`<span class="quiet">${r(`slow`,{seconds:e.slow})}</span>`:F}
      <button
        class="when-narrow people"
        aria-expanded=${t===`people`}
        @click=${()=>this.#s(`show`,{what:`people`})}
      >
        <span aria-hidden="true">👥 ${n}</span>
        <span class="spoken">${r(`showPeople`)}</span>
      </button>
    </header>`}#e(e,t){let n=this.session.say(e);return N`<button
      class="tool"
      aria-label=${n}
      title=${n}
      aria-pressed=${this.side===e}
      @click=${()=>this.#s(`show`,{what:e})}
    >
      ${t}
    </button>`}#t({room:e,title:t,kind:n,status:r,notify:i,may_moderate:a,may_own:o}){let{say:s,account:c,alerts:l}=this.session,u=(e,t,n=!1)=>N`<button
        class=${n?`danger`:``}
        @click=${()=>{this.isOpen=!1,t()}}
      >
        ${e}
      </button>`;return N`<div class="room-menu floating">
      ${c.uid>0?N`${this.#n(e,i)}
            ${Ue.knowsDesktop?u(s(l.hasDesktop?`desktopOff`:`desktopOn`),()=>this.#i(l.setDesktop(!l.hasDesktop))):F}
            ${u(s(l.hasSound?`soundOff`:`soundOn`),()=>this.#i(l.setSound(!l.hasSound)))}`:F}
      ${n===`private`&&a?u(s(`invite`),()=>this.#s(`invite`)):F}
      ${o&&n!==`direct`?u(s(r===`archived`?`reopen`:`archive`),()=>this.#r(`chat.settle`,{room:e,status:r===`archived`?`open`:`archived`})):F}
      ${n===`private`?u(s(`leaveRoom`),()=>{confirm(s(`confirmLeave`,{room:t}))&&this.#r(`chat.leave`,{room:e})},!0):F}
    </div>`}#n(e,t){let{say:n}=this.session,r={all:n(`tellAll`),mentions:n(`tellMentions`),nothing:n(`tellNothing`)};return N`<label
      >${n(`tellMe`)}
      <select
        @change=${t=>this.#r(`chat.notify`,{room:e,level:t.target.value})}
      >
        ${Object.entries(r).map(([e,n])=>N`<option value=${e} ?selected=${e===t}>${n}</option>`)}
      </select></label
    >`}#r(e,t){this.#i(this.session.connection.rpc(e,t))}#i(e){W(this,this.session.say,e)}#a=e=>{e.key===`Escape`&&this.isOpen&&(e.stopPropagation(),this.isOpen=!1,this.updateComplete.then(()=>this.renderRoot.querySelector(`.tool[aria-expanded]`)?.focus()))};#o=e=>{this.isOpen&&!e.composedPath().includes(this)&&(this.isOpen=!1)};#s(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}},wr=class{#e;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Set;#r;constructor(e){this.#e=e;let{link:t}=e;this.#r=[t.onPublication(e=>{let t=g(e);t&&this.#o(t.lines)}),t.onState(e=>{e===`up`&&this.#a()})]}onChange(e){return this.#n.add(e),e(this.#i),()=>{this.#n.delete(e)}}close(){for(let e of this.#r)e();this.#n.clear()}get#i(){return[...this.#t.values()].sort((e,t)=>e.seq-t.seq)}async#a(){let{room:e,root:t,link:n}=this.#e;try{let r=_(await n.rpc(`chat.history`,{room:e,thread:t,limit:100}));r&&this.#o(r.lines)}catch{}}#o(e){let t=e.filter(({thread:e,seq:t,changed:n})=>e===this.#e.root&&n>(this.#t.get(t)?.changed??0));if(t.length!==0){for(let e of t)this.#t.set(e.seq,e);for(let e of this.#n)e(this.#i)}}},Tr=class extends z{static properties={session:{attribute:!1},room:{},root:{type:Number},people:{attribute:!1},lines:{state:!0},snapshot:{state:!0}};#e=[];constructor(){super(),this.lines=[],this.people=()=>[]}static styles=[V,nn,Qn,B];disconnectedCallback(){super.disconnectedCallback(),this.#r()}willUpdate(e){(e.has(`room`)||e.has(`root`)||e.has(`session`))&&this.#n()}updated(e){let t=this.renderRoot.querySelector(`ol`);t&&(e.has(`lines`)||e.has(`snapshot`))&&(t.scrollTop=t.scrollHeight)}render(){let{session:e,room:t,root:n,snapshot:r}=this,{say:i}=e,a=r?.lines.find(({seq:e})=>e===n),o=r?.pending.filter(({thread:e})=>e===n)??[],s=(r?.mayWrite??!1)&&!a?.deleted;return N`
      <div class="head">
        <h2>${i(`thread`)}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${i(`close`)}</button>
      </div>
      <ol aria-live="polite" aria-label=${i(`thread`)} tabindex="0">
        ${a?N`<li>${this.#t(a)}</li>`:F}
        ${X(this.lines,({seq:e})=>e,e=>N`<li data-seq=${e.seq}>${this.#t(e)}</li>`)}
        ${o.map(({body:n,state:r,error:a,client_id:o})=>N`<li class="waiting">
            <div class="text" dir="auto">${n}</div>
            <span class="quiet">${r===`refused`?i(`refused`,{reason:a?.message??``}):i(r)}</span>
            ${r===`refused`?N`<button @click=${()=>e.feed(t).discard(o)}>${i(`discard`)}</button>`:F}
          </li>`)}
      </ol>
      <chat-composer
        .session=${e}
        .room=${t}
        .thread=${n}
        .people=${this.people}
        .mayWrite=${s}
        .why=${``}
      ></chat-composer>
    `}#t(e){let{session:t,room:n}=this,r=e.name===``?t.say(`guest`):e.name;return N`<p class="who">
        <strong><bdi>${r}</bdi></strong>
        <time datetime=${new Date(e.created).toISOString()} title=${Q(e.created)}
          >${bn(e.created)}</time
        >
      </p>
      ${Jn(t,n,e,r)}`}#n(){this.#r();let{session:e,room:t,root:n}=this,r=new wr({room:t,root:n,link:e.connection.link(t)});this.lines=[],this.#e=[r.onChange(e=>{this.lines=e}),e.feed(t).onChange(e=>{this.snapshot=e}),()=>r.close()]}#r(){for(let e of this.#e)e();this.#e=[]}};function Er(){let e={"chat-app":En,"chat-begin":rn,"chat-drawer":ur,"chat-emojis":pr,"chat-finder":hr,"chat-hold-back":br,"chat-preview":xr,"chat-room-header":Cr,"chat-rooms":sr,"chat-switcher":Sr,"chat-thread":Tr,"chat-connected":Bn,"chat-conversation":ir,"chat-composer":zn};for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)}function Dr({base:t,csrf:r,list:i}){return{list:i,async run(i,a,o){let s=await fetch(`${t}/${i}/command`,{method:`POST`,credentials:`same-origin`,headers:{"Content-Type":`application/json`,"X-CSRF-Token":await r()},body:JSON.stringify({name:a,text:o})}),{message:c}=e(await s.json())??{};if(s.ok)return n(c)?c:``;throw Error(n(c)?c:String(s.status))}}}function Or({base:t,csrf:r,isOpen:i}){return{isOpen:i,url:(e,{fid:n})=>`${t}/${e}/files/${n}`,async bring(i,a,o){let s=new FormData;s.append(`file`,a,a.name);let c=await kr(`${t}/${i}/files`,await r(),s,o),[l]=ne([c]);if(l)return l;let{message:u}=e(e(c)?.error)??{};throw Error(n(u)?u:`The file was not taken.`)}}}function kr(e,t,n,r){return new Promise((i,a)=>{let o=new XMLHttpRequest;o.open(`POST`,e),o.setRequestHeader(`X-CSRF-Token`,t),o.responseType=`json`,o.upload.addEventListener(`progress`,({loaded:e,total:t})=>r(t>0?e/t:0)),o.addEventListener(`load`,()=>i(o.response)),o.addEventListener(`error`,()=>a(/* @__PURE__ */ Error(`The site can’t be reached.`))),o.send(n)})}function Ar(t,r){return{linksIn(e){let t=[...e.matchAll(/<a href="([^"]+)"/g)].map(([,e=``])=>e.replaceAll(`&amp;`,`&`));return[...new Set(t.flatMap(e=>jr(e,r)??[]))].slice(0,3)},async look(r){let i=await fetch(`${t}?${new URLSearchParams({path:r})}`,{credentials:`same-origin`});if(i.status===204)return;if(!i.ok)throw Error(`the site answered ${i.status}`);let{title:a,kind:o,text:s,key:c}=e(await i.json())??{};if(n(a)&&n(o)&&n(s))return{title:a,kind:o,text:s,...n(c)&&{key:c}}}}}function jr(e,t){if(!URL.canParse(e,location.href))return;let{origin:n,pathname:r,search:i}=new URL(e,location.href);return n===location.origin&&r.startsWith(t)?`${r}${i}`:void 0}function Mr(e,{href:t,inLinks:n,inTitle:r,say:i}){let a=document.title,o=new Z(({unread:e,mentions:o,isLoaded:s})=>{if(!s)return;let c=e>99?`99+`:String(e);if(r&&(document.title=e===0?a:`(${o>0?`@`:``}${c}) ${a}`),n)for(let n of document.querySelectorAll(`a[href]`)){if(new URL(n.href,location.href).pathname!==t)continue;let r=n.querySelector(`.chatroom-badge`)??Nr(n);r.hidden=e===0,r.textContent=c,r.setAttribute(`aria-label`,i(`unread`,{count:c}))}},250),s=e.onChange(e=>o.take(e));return()=>{s(),o.clear()}}function Nr(e){let t=document.createElement(`span`);return t.className=`chatroom-badge`,t.setAttribute(`role`,`img`),e.append(t),t}let Pr=window,$;function Fr(e,t,n){let{words:r,base:i,token:a,badge:o,title:s,uploads:c,commands:l,emojis:u,previews:d}=t,f=nt(a);return $??=new et({connection:it(e),account:n,words:r,linkTo:(e,t)=>new URL(`${i}/${e}#${e}/${t}`,location.href).href,files:Or({base:i,csrf:f,isOpen:c&&n.uid>0}),commands:Dr({base:i,csrf:f,list:n.uid>0?l:[]}),emojis:()=>fetch(u).then(e=>e.json()),...d&&{previews:Ar(d.url,d.root)},toContent:(e,t,n)=>`${i}/${e}/to-content?from=${t}&to=${n}`}),{session:$,marks:{href:i,inLinks:o,inTitle:s,say:$.say}}}function Ir(e){let{uid:t=0,name:n=``}=JSON.parse(e.dataset.chatroom??`{}`);return{uid:t,name:n}}let Lr=!1,Rr=[`chat-app`,`chat-connected`,`chat-drawer`].map(e=>`${e}[data-chatroom]`).join(`, `);Pr.Drupal&&(Pr.Drupal.behaviors.chatroom={attach(e,t){let n=Pr.Drupal?.nodejs,{chatroom:r}=t;if(!n||!r)return;let i=[...e instanceof HTMLElement&&e.matches(Rr)?[e]:[],...e.querySelectorAll(Rr)],[a]=i,o=document.querySelector(`a[href$="${CSS.escape(r.base)}"]`)!==null;if(!a&&!$&&!(r.badge&&o&&Number(t.user?.uid??0)>0))return;let s=a?Ir(a):{uid:Number(t.user?.uid??0),name:``},c=Fr(n,r,s);!Lr&&s.uid>0&&(Lr=!0,Mr(c.session.list,c.marks));for(let e of i)e.session=c.session;i.length>0&&Er()}})})();
